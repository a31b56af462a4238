import { describe, expect, test } from 'vitest';
import { compare } from '../../../src/domain/comparison.ts';
import { compareSides } from '../../../src/domain/review/compare-sides.ts';
import { byAge, isOneRun } from '../../../src/domain/review/compared-side.ts';
import type { ComparedSide, Pair } from '../../../src/domain/review/compared-side.ts';
import { pickBaseline, pickNamed, pickWinner } from '../../../src/domain/review/pick-side.ts';
import type { NamedRun } from '../../../src/domain/review/pick-side.ts';
import { learnBootNoise } from '../../../src/domain/statistics/boot-noise.ts';
import type { Verdict } from '../../../src/domain/verdict.ts';
import type { ExperimentView } from '../../../src/domain/view/view.ts';
import { objectives, observationsOf, words } from '../trials.ts';
import { confirmed, environment, fast, runOf, scored, spec } from './compared-runs.ts';
import type { Trial } from './compared-runs.ts';

const there = (side: ComparedSide | null): ComparedSide => {
  if (side === null) throw new Error('no side');
  return side;
};
const within = (run: NamedRun, id = 'c1'): Pair => ({
  scope: 'one-run',
  candidate: there(pickNamed(run, id)),
  against: there(pickBaseline(run)),
});
const winnerOf = (
  runId: string,
  trial: Omit<Trial, 'id'>,
  more: Partial<ExperimentView> = {},
): ComparedSide => there(pickWinner(runOf(runId, [{ id: 'c1', ...trial }], more)));

describe('candidate against baseline of one run', () => {
  test('is the comparison that the run itself makes, over all boots of both', () => {
    const candidate = [observationsOf(fast), observationsOf(fast)];
    const baseline = [observationsOf(), observationsOf()];
    const bootNoise = learnBootNoise([candidate, baseline]);
    const result = compareSides(within(runOf('r', confirmed)));
    expect(result).toMatchObject({
      scope: 'one-run',
      verdict: 'better',
      comparison: compare({ candidate, baseline, objectives, bootNoise }),
      reasons: [],
      cautions: [],
    });
    expect(result.sentence).toBe(
      '40 / small is better than 50 / small by +0.227 fitness (95 % interval +0.169 to +0.235)',
    );
  });

  test('shows the figures of all counted boots together', () => {
    const steady = [{ id: 'c0' }, { id: 'c0', purpose: 'confirm' }] as const;
    const { candidate, against } = compareSides(
      within(
        runOf('r', [
          ...steady,
          { id: 'c1', seen: { bad: 2, passing: 4, failing: 6, peakUsedMiB: 6_000 } },
          { id: 'c1', purpose: 'confirm', seen: { passing: 6, failing: 8, peakUsedMiB: 6_600 } },
        ]),
      ),
    );
    expect(candidate).toMatchObject({
      runId: 'r',
      candidateId: 'c1',
      boots: 2,
      simulated: true,
      wordErrorPpm: 50_000,
      referenceWords: 600,
      measured: {
        sttLatency: { medianUs: 350_000, ci: [335_746, 364_859] },
        capacity: { passing: 4, failing: 8 },
        stress: { requests: 120, good: 118 },
        usedPpm: 525_000,
      },
    });
    expect(against).toMatchObject({ isBaseline: true, measured: { capacity: { failing: 12 } } });
  });

  test('takes the boot noise that at least 6 boots have taught', () => {
    const again = (id: string): readonly Trial[] =>
      [1, 2, 3].map(() => ({ id, purpose: 'confirm' }));
    const result = compareSides(within(runOf('r', [...again('c0'), ...again('c1')])));
    expect(result.comparison?.bootNoiseAssumed).toBe(false);
    expect(result.candidate.measured?.sttLatency.ci).toEqual([350_000, 350_000]);
  });

  test('that is not better leaves the baseline', () => {
    const equal = within(runOf('r', [{ id: 'c0' }, { id: 'c1' }]));
    expect(compareSides(equal)).toMatchObject({
      verdict: 'not-distinguishable',
      sentence: expect.stringMatching(
        /^40 \/ small and 50 \/ small cannot be told apart \(\+0\.000 fitness .*; keep the baseline$/,
      ),
      cautions: [
        '40 / small was measured on one boot only',
        '50 / small was measured on one boot only',
      ],
    });
    const slow = within(runOf('r', [{ id: 'c0', seen: fast }, { id: 'c1' }]));
    expect(compareSides(slow).sentence).toMatch(
      /^40 \/ small is worse than 50 \/ small, -0\.227 fitness .*; keep the baseline$/,
    );
  });

  const lost = { kind: 'unmeasured', cause: 'cap', evidence: '' } as const;

  test.each<[string, Partial<Trial>, string]>([
    [
      'ran out of memory',
      { verdict: { kind: 'disqualified', reason: 'oom', evidence: 'llm: no memory' } },
      'ran out of memory, fresh boot (llm: no memory)',
    ],
    ['cannot fit', { verdict: { kind: 'infeasible', evidence: 'too large' } }, 'does not fit the'],
    ['is scored, but cut off', { seen: null }, 'the history lacks figures of its fresh boot'],
    [
      'is scored, but without memory use',
      { seen: { requests: 0 } },
      'the history lacks figures of its fresh boot',
    ],
  ])('gives no verdict where a boot %s', (_what, trial, why) => {
    const run = runOf('r', [{ id: 'c0' }, { id: 'c1', seen: fast }]);
    const broken = runOf('r', [{ id: 'c1', purpose: 'confirm', ...trial }]);
    const rows = [...run.view.rows, ...broken.view.rows];
    const result = compareSides(within({ ...run, view: { ...run.view, rows } }));
    expect(result).toMatchObject({ verdict: null, comparison: null, candidate: { boots: 1 } });
    expect(result.sentence).toContain('no verdict: 40 / small ');
    expect(result.sentence).toContain(why);
  });

  test('gives no verdict where the baseline was not measured', () => {
    const result = compareSides(
      within(runOf('r', [{ id: 'c0', seen: null, verdict: lost }, { id: 'c1' }])),
    );
    expect(result).toMatchObject({ verdict: null, against: { boots: 0, measured: null } });
    expect(result.sentence).toBe('no verdict: 50 / small was not measured on its first boot (cap)');
  });

  test.each<[string, Verdict | null, string]>([
    ['was cut off', lost, '40 / small was not measured on its fresh boot (cap)'],
    ['has no verdict', null, '40 / small got no verdict on its fresh boot'],
  ])('leaves out a boot that %s, and says so', (_what, verdict, caution) => {
    const trials: readonly Trial[] = [
      ...confirmed.slice(0, 3),
      { ...confirmed[3], id: 'c1', verdict },
    ];
    expect(compareSides(within(runOf('r', trials)))).toMatchObject({
      verdict: 'better',
      cautions: [caution, '40 / small was measured on one boot only'],
    });
  });

  test('says where the quality of another model is not decidable or not known', () => {
    const trials: readonly Trial[] = [{ id: 'c0' }, { id: 'c1', model: 'base', seen: fast }];
    const short = runOf('r', trials);
    const prepared = { tookMs: 1, measured: true, environment, words: {} };
    const few = { small: words(70, 1), base: words(70, 6) };
    const view = { ...short.view, prepared: { ...prepared, words: few } };
    const undecided = compareSides(within({ ...short, view }));
    expect(undecided.verdict).toBe('better');
    expect(undecided.cautions).toContain(
      'quality not decidable: word error rate 8.6 % against 1.4 % on fewer than 500 reference words',
    );
    const none = {
      ...view,
      prepared: { ...prepared, words: { small: words(0, 0), base: few.base } },
    };
    expect(compareSides(within({ ...short, view: none })).cautions).toContain(
      'quality not decidable: word error rate 8.6 % against not known on fewer than 500 reference words',
    );
    const kept = compareSides(within(short)).cautions;
    expect(kept).toHaveLength(2);
    const pair = within(short);
    const silent = compareSides({ ...pair, against: { ...pair.against, words: null } });
    expect(silent.cautions).toContain('the word error rates are not both known');
    expect(silent.against).toMatchObject({ wordErrorPpm: null, referenceWords: 0 });
  });
});

describe('two runs', () => {
  test('are held against each other by age, whichever is named first', () => {
    const old = winnerOf('old', {}, { startedMs: 1 });
    const young = winnerOf('young', { seen: fast }, { startedMs: 2 });
    expect(byAge(old, young)).toEqual(byAge(young, old));
    const result = compareSides(byAge(old, young));
    expect(result).toMatchObject({ scope: 'two-runs', verdict: 'better' });
    expect(result.sentence).toMatch(/^40 \/ small of young is better than 40 \/ small of old by /);
  });

  test('are one where they began with the same run id', () => {
    expect(isOneRun({ firstRunId: 'a' }, { firstRunId: 'a' })).toBe(true);
    expect(isOneRun({ firstRunId: 'a' }, { firstRunId: 'b' })).toBe(false);
  });

  test('that cannot be told apart leave the older', () => {
    expect(compareSides(byAge(winnerOf('b', {}), winnerOf('a', {}))).sentence).toMatch(
      /cannot be told apart .*; keep the older$/,
    );
  });

  test('that are not comparable get the reasons and their figures, but no verdict', () => {
    const other = winnerOf('a', {}, { spec: { ...spec, workloadDigest: 'x' } });
    const result = compareSides(byAge(winnerOf('b', { seen: fast }), other));
    expect(result).toMatchObject({
      verdict: null,
      comparison: null,
      sentence: 'not comparable: different workload: long (w) against long (x)',
      candidate: { measured: { usedPpm: 700_000 } },
      against: { measured: { usedPpm: 700_000 } },
    });
  });

  test('of different cards get a verdict that says so', () => {
    const prepared = { tookMs: 1, measured: true, words: {} };
    const moved = { ...prepared, environment: { ...environment, card: 'Card B', driver: '1' } };
    const result = compareSides(byAge(winnerOf('b', {}, { prepared: moved }), winnerOf('a', {})));
    expect(result.sentence).toMatch(/keep the older; the two runs also differ in card, driver$/);
    expect(result.cautions[0]).toBe('different card: Card B against Card A');
    const silent = { ...prepared, environment: null };
    const unknown = compareSides(byAge(winnerOf('b', {}, { prepared: silent }), winnerOf('a', {})));
    expect(unknown.sentence).toMatch(/keep the older$/);
    expect(unknown.cautions[0]).toBe('card and engines of b are not known');
  });

  test.each([
    ['newer', { model: 'tiny', seen: fast }, {}],
    ['older', {}, { model: 'tiny', seen: fast }],
  ])('give no verdict where the %s is ahead with too many word errors', (_who, newer, older) => {
    const result = compareSides(byAge(winnerOf('b', newer), winnerOf('a', older)));
    expect(result.verdict).toBeNull();
    expect(result.comparison).not.toBeNull();
    expect(result.sentence).toMatch(
      /^no verdict: 40 \/ tiny of . is ahead by fitness, but its word error rate is 10\.0 % against 5\.0 %$/,
    );
  });

  test('within the margin of word errors compare by fitness', () => {
    const pair = byAge(winnerOf('b', { model: 'base', seen: fast }), winnerOf('a', {}));
    expect(compareSides(pair).verdict).toBe('better');
  });

  test('of which one side was disqualified for its words give no verdict', () => {
    const verdict = { kind: 'disqualified', reason: 'quality', evidence: '10 %' } as const;
    const bad = there(pickNamed(runOf('b', [{ id: 'c1', verdict, seen: null }]), 'c1'));
    expect(compareSides(byAge(bad, winnerOf('a', { verdict: scored(1) }))).sentence).toBe(
      'no verdict: 40 / small of b makes too many word errors, first boot (10 %)',
    );
  });
});
