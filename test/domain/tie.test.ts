import { describe, expect, test } from 'vitest';
import { judge } from '../../src/domain/judge.ts';
import type { Judged } from '../../src/domain/run-log.ts';
import { cellOf } from '../../src/domain/space.ts';
import type { Trials } from '../../src/domain/tie.ts';
import { contendersOf, tieSentence, tiesOf } from '../../src/domain/tie.ts';
import { space } from './lineage/records.ts';
import type { Seen } from './trials.ts';
import { objectives, observationsOf, qualityRule, words } from './trials.ts';

type Told = Seen & { readonly model?: string; readonly wrong?: number };

const judgedOf = (level: number, told: Told = {}, id = `c${level}`): Judged => {
  const configuration = { gpu_memory_pct: level, whisper: told.model ?? 'small' };
  const observations = observationsOf(told);
  const rules = { objectives, quality: qualityRule, baselineWords: words(600, 60) };
  return {
    candidate: {
      id,
      cell: cellOf(space, configuration) ?? -1,
      configuration,
      generation: 0,
      origin: id === 'c0' ? 'baseline' : 'initial',
      parentIds: [],
      mutations: [],
      repeatOf: null,
    },
    purpose: 'explore',
    verdict: judge(rules, { kind: 'observed', observations, words: words(600, told.wrong ?? 30) }),
    boots: [observations],
  };
};

const baseline = (told: Told = {}): Judged => judgedOf(50, told, 'c0');
const trialsOf = (base: Judged | null, ...leaders: Judged[]): Trials => ({
  baseline: base,
  leaders,
});
const ties = (trials: Trials) => tiesOf(trials, objectives);
const order = (trials: Trials) =>
  contendersOf(trials, objectives).map(({ candidate }) => candidate.id);
const far = { sttUs: [900_000], llmUs: [1_800_000], passing: 1, failing: 2 };

describe('the tie rule', () => {
  test('takes a best that stands apart', () => {
    const trials = trialsOf(baseline(far), judgedOf(55));
    expect(ties(trials)).toEqual(['c55']);
    expect(order(trials)).toEqual(['c55', 'c0']);
  });

  test('prefers the baseline within noise of the best, whatever its word error rate', () => {
    const trials = trialsOf(
      baseline({ wrong: 40, peakUsedMiB: 8_300 }),
      judgedOf(55, { wrong: 30 }),
    );
    expect(ties(trials)).toEqual(['c0', 'c55']);
  });

  test('names the baseline once when it is a leader too', () => {
    const base = baseline();
    expect(order(trialsOf(base, base, judgedOf(55)))).toEqual(['c0', 'c55']);
  });

  test('then prefers the lower word error rate, then more free memory', () => {
    expect(
      ties(
        trialsOf(
          null,
          judgedOf(40, { wrong: 36, peakUsedMiB: 8_000 }),
          judgedOf(45, { wrong: 30, peakUsedMiB: 8_600 }),
          judgedOf(55, { wrong: 30, peakUsedMiB: 8_400 }),
        ),
      ),
    ).toEqual(['c55', 'c45', 'c40']);
  });

  test('then prefers the smaller digest, whatever the order of the trials', () => {
    const trials = [40, 45, 50, 55, 60].map((level) => judgedOf(level));
    expect(ties(trialsOf(null, ...trials))).toHaveLength(5);
    expect(ties(trialsOf(null, ...trials.toReversed()))).toEqual(ties(trialsOf(null, ...trials)));
  });

  test('never ties a trial that breaks a limit with one that does not', () => {
    const broken = baseline({ bad: 3 });
    const trials = trialsOf(broken, judgedOf(55, { sttUs: [700_000] }));
    expect(ties(trials)).toEqual(['c55']);
    expect(order(trials)).toEqual(['c55', 'c0']);
  });

  test('chooses among broken ones where all are', () => {
    const trials = trialsOf(
      null,
      judgedOf(55, { ...far, passing: 0 }),
      judgedOf(60, { passing: 0, failing: 1 }),
    );
    expect(ties(trials)).toEqual(['c60']);
  });

  test('leaves out what has no score or no observations', () => {
    const faulty: Judged = {
      ...baseline(),
      verdict: { kind: 'disqualified', reason: 'oom', evidence: '' },
    };
    expect(order(trialsOf(faulty, { ...judgedOf(55), boots: [] }, judgedOf(60)))).toEqual(['c60']);
  });

  test('has no choice without trials', () => {
    expect(order(trialsOf(null))).toEqual([]);
    expect(ties(trialsOf(null))).toEqual([]);
  });
});

describe('the tie in words', () => {
  const sentence = (...trials: Parameters<typeof trialsOf>) =>
    tieSentence(trialsOf(...trials), objectives);

  test('names the levels in their order, the unit once, and the choice', () => {
    expect(sentence(baseline(), judgedOf(60), judgedOf(55))).toBe(
      '50, 55 and 60 % are equal for this workload; keep 50 %',
    );
  });

  test('says take where the choice is not the baseline', () => {
    expect(sentence(null, judgedOf(60), judgedOf(55, { peakUsedMiB: 8_300 }))).toBe(
      '55 and 60 % are equal for this workload; take 55 %',
    );
  });

  test('names models where only they differ', () => {
    expect(sentence(baseline(), judgedOf(50, { model: 'base' }, 'c1'))).toBe(
      'base and small are equal for this workload; keep small',
    );
  });

  test('names whole configurations where more than one knob differs', () => {
    expect(sentence(baseline(), judgedOf(60, { model: 'base' }))).toBe(
      '50 % / small and 60 % / base are equal for this workload; keep 50 % / small',
    );
  });

  test('is silent without a tie', () => {
    expect(sentence(baseline())).toBeNull();
    expect(sentence(null)).toBeNull();
  });
});
