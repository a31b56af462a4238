import { describe, expect, test } from 'vitest';
import { compare } from '../../src/domain/comparison.ts';
import { unmeasured } from '../../src/domain/measurement.ts';
import type { Observations } from '../../src/domain/observation.ts';
import { nextInt, seedRandom } from '../../src/domain/random.ts';
import type { Seen } from './trials.ts';
import { objectives, observationsOf } from './trials.ts';

const side = (...boots: Seen[]): readonly Observations[] => boots.map(observationsOf);
const steady = (us: number): readonly number[] => Array.from({ length: 16 }, () => us);

describe('comparison by fitness', () => {
  test('a clear gain is better, its reverse worse', () => {
    const slow = side({ sttUs: steady(600_000), llmUs: steady(1_200_000), passing: 2, failing: 4 });
    const fast = side({ passing: 12, failing: 16 });
    expect(compare({ candidate: fast, baseline: slow, objectives })).toMatchObject({
      verdict: 'better',
      differencePpm: expect.any(Number),
    });
    expect(compare({ candidate: slow, baseline: fast, objectives })).toMatchObject({
      verdict: 'worse',
    });
  });

  test('the difference is that of the two fitnesses, the same with the sign changed when swapped', () => {
    const a = side({ peakUsedMiB: 8_400 });
    const b = side({ peakUsedMiB: 7_800 });
    expect(compare({ candidate: a, baseline: b, objectives })).toMatchObject({
      differencePpm: 25_000,
      verdict: 'not-distinguishable',
    });
    expect(compare({ candidate: b, baseline: a, objectives }).differencePpm).toBe(-25_000);
  });

  test('one step of the capacity ladder alone decides nothing, as a rung flips by noise', () => {
    const a = side({ passing: 12, failing: 16 });
    const b = side({ passing: 8, failing: 12 });
    expect(compare({ candidate: a, baseline: b, objectives })).toMatchObject({
      verdict: 'not-distinguishable',
      differencePpm: 50_000,
    });
  });

  test.each([
    [1, 'not-distinguishable'],
    [3, 'not-distinguishable'],
    [4, 'better'],
    [30, 'better'],
  ] as const)('%i failures of 60 against none: %s', (bad, verdict) => {
    const a = side({ passing: 16, failing: null });
    const b = side({ passing: 16, failing: null, bad });
    expect(compare({ candidate: a, baseline: b, objectives }).verdict).toBe(verdict);
  });

  test('a difference below 0.02 is not distinguishable, however narrow its interval', () => {
    const bootNoise = { deviationPpm: 0, boots: 8 };
    const full = { passing: 16, failing: null };
    const a = side({ ...full, peakUsedMiB: 8_400 });
    const narrow = (peakUsedMiB: number) =>
      compare({ candidate: a, baseline: side({ ...full, peakUsedMiB }), objectives, bootNoise });
    expect(narrow(7_921)).toMatchObject({ verdict: 'not-distinguishable', ci: [19_958, 19_958] });
    expect(narrow(7_920)).toMatchObject({ verdict: 'better', ci: [20_000, 20_000] });
  });

  test('one that breaks a limit which the other keeps never comes out ahead', () => {
    const broken = side({ sttUs: steady(100_000), llmUs: steady(100_000), passing: 0, failing: 1 });
    const plain = side({
      sttUs: steady(900_000),
      llmUs: steady(1_900_000),
      passing: 1,
      failing: 2,
      peakUsedMiB: 6_000,
    });
    const forward = compare({ candidate: broken, baseline: plain, objectives });
    expect(forward.ci[0]).toBeGreaterThan(20_000);
    expect(forward.verdict).toBe('not-distinguishable');
    const backward = compare({ candidate: plain, baseline: broken, objectives });
    expect(backward.ci[1]).toBeLessThan(-20_000);
    expect(backward.verdict).toBe('not-distinguishable');
  });

  test('where both break a limit fitness decides', () => {
    const a = side({ passing: 0, failing: 1 });
    const b = side({ passing: 0, failing: 1, llmUs: steady(1_900_000) });
    expect(compare({ candidate: a, baseline: b, objectives }).verdict).toBe('better');
    expect(compare({ candidate: b, baseline: a, objectives }).verdict).toBe('worse');
  });

  test('more boots make the interval narrower', () => {
    const width = (boots: number): number => {
      const same = side(...Array.from({ length: boots }, () => ({ passing: 16, failing: null })));
      const { ci } = compare({ candidate: same, baseline: same, objectives });
      return ci[1] - ci[0];
    };
    expect(width(4)).toBeLessThan(width(1) * 0.51);
  });

  test('gives integers', () => {
    const a = side({ sttUs: [310_001, 322_222, 307_777, 333_331], passing: 6, failing: 8 });
    const { differencePpm, ci, latencies } = compare({
      candidate: a,
      baseline: side({}),
      objectives,
    });
    const numbers = [
      differencePpm,
      ...ci,
      ...latencies.flatMap((each) => [each.changePpm, ...each.ci]),
    ];
    expect(numbers.every(Number.isSafeInteger)).toBe(true);
  });
});

describe('verdicts on latencies', () => {
  test.each([
    [350_000, 'not-distinguishable', 0],
    [300_000, 'faster', -142_857],
    [315_000, 'faster', -100_000],
    [335_000, 'not-distinguishable', -42_857],
    [400_000, 'slower', 142_857],
  ] as const)('an STT median of %i us against 350000: %s', (us, verdict, changePpm) => {
    const { latencies } = compare({
      candidate: side({ sttUs: steady(us) }),
      baseline: side({}),
      objectives,
    });
    expect(latencies).toMatchObject([
      { objective: 'sttLatency', verdict, changePpm },
      { objective: 'llmLatency', verdict: 'not-distinguishable', changePpm: 0 },
    ]);
  });

  test('an effect below 5 % counts for nothing, however narrow its interval', () => {
    const bootNoise = { deviationPpm: 1_000, boots: 6 };
    const change = (us: number) =>
      compare({
        candidate: side({ sttUs: steady(us) }),
        baseline: side({}),
        objectives,
        bootNoise,
      }).latencies[0]?.verdict;
    expect(change(332_501)).toBe('not-distinguishable');
    expect(change(332_500)).toBe('faster');
    expect(change(367_499)).toBe('not-distinguishable');
    expect(change(367_500)).toBe('slower');
  });
});

test('Mann-Whitney over the requests is shown and decides nothing', () => {
  const around = (us: number) => Array.from({ length: 16 }, (_, index) => us + index * 100);
  const { latencies } = compare({
    candidate: side({ sttUs: around(340_000) }),
    baseline: side({ sttUs: around(350_000) }),
    objectives,
  });
  expect(latencies).toMatchObject([
    { verdict: 'not-distinguishable', mannWhitneyPpm: 2 },
    { verdict: 'not-distinguishable', mannWhitneyPpm: 1_000_000 },
  ]);
});

describe('boot noise', () => {
  test.each([
    [undefined, true],
    [{ deviationPpm: 10_000, boots: 5 }, true],
    [{ deviationPpm: 10_000, boots: 6 }, false],
  ])('%j is assumed: %s', (bootNoise, assumed) => {
    const result = compare({
      candidate: side({}),
      baseline: side({}),
      objectives,
      ...(bootNoise === undefined ? {} : { bootNoise }),
    });
    expect(result.bootNoiseAssumed).toBe(assumed);
  });
});

describe('boots without figures', () => {
  const whole = observationsOf();
  const without = (change: Partial<Observations['capacity']>): Observations => ({
    ...whole,
    capacity: { ...whole.capacity, ...change },
  });
  const reference = whole.capacity.reference;
  const { peakUsedMiB: _, ...gpu } = whole.gpu;

  test.each([
    ['no boot at all', []],
    [
      'an unmeasured latency',
      [without({ reference: { ...reference, sttLatencyUs: unmeasured('no-samples') } })],
    ],
    [
      'an infeasible latency',
      [
        without({
          reference: {
            ...reference,
            llmLatencyUs: { kind: 'infeasible', cause: 'kv', evidence: 'kv' },
          },
        }),
      ],
    ],
    ['a late load generator', [without({ generator: { latenessP99Us: 1, late: true } })]],
    ['no request under stress', [without({ stress: { ...whole.capacity.stress, requests: 0 } })]],
    ['memory not reported', [{ ...whole, gpu }]],
  ] as const)('%s on one side: no verdict', (_name, boots) => {
    expect(compare({ candidate: boots, baseline: [whole], objectives })).toEqual({
      verdict: 'not-distinguishable',
      differencePpm: 0,
      ci: [-1_000_000, 1_000_000],
      latencies: [],
      bootNoiseAssumed: true,
    });
    expect(compare({ candidate: [whole], baseline: boots, objectives }).latencies).toEqual([]);
  });

  test('a censored latency counts as its bound', () => {
    const censored = without({
      reference: { ...reference, llmLatencyUs: { kind: 'censored', atLeast: 2_000_000 } },
    });
    expect(compare({ candidate: [whole], baseline: [censored], objectives }).verdict).toBe(
      'better',
    );
  });
});

describe('by simulation with 2 % boot noise', () => {
  const rungs = [1, 2, 4, 6, 8, 12, 16];

  type Truth = { sttUs: number; llmUs: number; capacity: number; failures: number };

  /** Boots of a configuration whose true capacity lies on a rung, the worst place for it. */
  const simulation = (seed: number) => {
    let state = seedRandom(seed);
    const uniform = (): number => {
      const [drawn, next] = nextInt(state, 2 ** 30);
      state = next;
      return (drawn + 0.5) / 2 ** 30;
    };
    const gauss = (): number =>
      Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    return (truth: Truth): Observations => {
      const [stt, llm] = [Math.exp(0.02 * gauss()), Math.exp(0.02 * gauss())];
      const draw = (us: number): number[] =>
        Array.from({ length: 16 }, () => us * Math.exp(0.1 * gauss()));
      const reached = (truth.capacity / (stt * llm)) * Math.exp(0.05 * gauss());
      return observationsOf({
        sttUs: draw(truth.sttUs * stt),
        llmUs: draw(truth.llmUs * llm),
        passing: rungs.findLast((rung) => rung <= reached) ?? 0,
        failing: rungs.find((rung) => rung > reached) ?? null,
        bad: Array.from({ length: 60 }, uniform).filter((drawn) => drawn < truth.failures).length,
      });
    };
  };

  const share = (candidate: Truth, baseline: Truth, wanted: readonly string[]): number => {
    const boot = simulation(2026);
    const draws = 400;
    const verdicts = Array.from(
      { length: draws },
      () =>
        compare({ candidate: [boot(candidate)], baseline: [boot(baseline)], objectives }).verdict,
    );
    return verdicts.filter((verdict) => wanted.includes(verdict)).length / draws;
  };

  test.each([4, 8, 12, 16])(
    'equal configurations of capacity %i are called different in less than 5 %',
    (capacity) => {
      const truth = { sttUs: 350_000, llmUs: 650_000, capacity, failures: 0.01 };
      expect(share(truth, truth, ['better', 'worse'])).toBeLessThan(0.05);
    },
  );

  test('a true gain of 0.09 is found in more than 90 %, and never called worse', () => {
    const better = { sttUs: 300_000, llmUs: 550_000, capacity: 9, failures: 0 };
    const baseline = { sttUs: 350_000, llmUs: 650_000, capacity: 5, failures: 0 };
    expect(share(better, baseline, ['better'])).toBeGreaterThan(0.9);
    expect(share(better, baseline, ['worse'])).toBe(0);
  });
});
