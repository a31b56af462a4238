import { describe, expect, test } from 'vitest';
import { renderReport, reportOf } from '../../../src/artifacts/report/index.ts';
import type { Report, ReportInput } from '../../../src/artifacts/report/index.ts';
import { reportJson } from '../../../src/artifacts/report/json.ts';
import { ReportSchema } from '../../../src/contracts/schemas/report.ts';
import { proposedRun, realRun, recordedRun } from './reported-runs.ts';

const proposed = proposedRun();
const real = realRun();

const report = (input: ReportInput): Report => {
  const made = reportOf(input);
  if (made === null) throw new Error('no report');
  return made;
};

describe('the data of a report', () => {
  test('takes verdicts, comparison and outcome as the run recorded them', () => {
    const { review } = report(proposed);
    expect(review.comparison).toEqual(proposed.result.comparison);
    expect(review.candidate?.verdict).toEqual(proposed.result.winnerVerdict);
    expect(review.outcome).toBe(proposed.result.outcome);
  });

  test('has every trial with its place in the chain', () => {
    const { trials } = report(proposed);
    expect(trials).toHaveLength(proposed.view.rows.length);
    expect(trials.every(({ record }) => record !== null)).toBe(true);
  });

  test('sums up each generation without confirmations', () => {
    const { generations } = report(real);
    expect(generations).toEqual([
      {
        generation: 0,
        candidates: 3,
        repeats: 0,
        scored: 3,
        bestCandidateId: 'c1',
        bestFitnessPpm: 764_826,
        meanFitnessPpm: 713_423,
      },
      {
        generation: 1,
        candidates: 2,
        repeats: 1,
        scored: 2,
        bestCandidateId: 'c4',
        bestFitnessPpm: 886_099,
        meanFitnessPpm: 825_463,
      },
    ]);
  });

  test('says why a run of an older version proposes nothing, in the words of the product', () => {
    expect(report(real).notProposable).toContain('was not decidable');
    expect(report(proposed).notProposable).toBeNull();
  });

  test('has the word errors of every speech model', () => {
    expect(report(real).models).toEqual([
      { model: 'tiny.en', referenceWords: 71, wordErrorPpm: 98_591 },
      { model: 'base', referenceWords: 71, wordErrorPpm: 14_084 },
    ]);
  });

  test('names the cells of the plan as configurations, and none that the space lacks', () => {
    const excluded = { infeasible: [0, 99], dropped: [3, -1] };
    const { infeasible, dropped } = report({ ...real, view: { ...real.view, excluded } });
    expect(infeasible).toEqual([{ vllm_memory_pct: 15, whisper_model: 'tiny.en' }]);
    expect(dropped).toEqual([{ vllm_memory_pct: 25, whisper_model: 'base' }]);
  });

  test('is none where the history does not tell what was asked', () => {
    const view = { ...real.view, spec: null };
    expect(reportOf({ ...real, view })).toBeNull();
    expect(renderReport({ ...real, view })).toBeNull();
  });
});

describe('report.json', () => {
  test.each([
    ['a proposed run', proposed],
    ['a run of an older version', real],
  ])('of %s is what its schema says', (_what, input) => {
    const json = reportJson(report(input));
    expect(ReportSchema.parse(JSON.parse(json))).toEqual(report(input));
  });

  test.each([
    'cancel',
    'cap-mid-probe',
    'continue-as-new',
    'messages',
    'no-baseline',
    'stop',
    'stop-while-waiting',
  ])('of the recorded run %s is too, however it ended', (name) => {
    const rendered = renderReport(recordedRun(name));
    expect(() => ReportSchema.parse(JSON.parse(rendered?.json ?? ''))).not.toThrow();
  });

  test('takes no field that the schema does not know', () => {
    const more = { ...report(real), more: 1 };
    expect(() => reportJson(more)).toThrow('more');
  });
});

test('the same input gives the same bytes in every form', () => {
  expect(renderReport(proposedRun())).toEqual(renderReport(proposed));
});
