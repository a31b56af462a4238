import type { Spec } from '../contracts/schemas/spec.ts';
import { canonicalJson } from '../domain/canonical.ts';
import { feasibility } from '../domain/feasibility.ts';
import { judge, judgeWords } from '../domain/judge.ts';
import type { HashedRecord, VerdictRecord } from '../domain/lineage-record.ts';
import type { UnmeasuredCause } from '../domain/measurement.ts';
import { configurationKey, modelOf } from '../domain/space.ts';
import type { Verdict } from '../domain/verdict.ts';
import { runFiles } from './file-names.ts';
import type { FolderFinding } from './folder-finding.ts';
import type { HistoryStep } from './history-steps.ts';
import { trialsOf } from './history-trials.ts';
import type { HistoryTrial, HistoryTrials } from './history-trials.ts';

/**
 * Every verdict again from the measurements in the history. One that time, a person or a lost
 * machine caused has none to be derived from.
 */
export function verifyMeasurements(
  records: readonly HashedRecord[],
  spec: Spec,
  answered: readonly HistoryStep[],
): readonly FolderFinding[] {
  const seen = trialsOf(answered, spec.space);
  return records.flatMap(({ record }) => {
    if (record.kind !== 'verdict' || record.repeatOf !== null) return [];
    const again = [
      ...arithmetic(record, spec, seen),
      ...byWords(record, spec, seen),
      ...rejudged(record, spec, seen),
    ];
    const got = canonicalJson(record.verdict);
    if (again.includes(got) || isCutOff(record.verdict)) return [];
    const expected = again.at(-1) ?? 'a measurement in the history';
    return [{ file: runFiles.lineage, record: record.seq, what: 'measurement', expected, got }];
  });
}

/** Verdicts by arithmetic, with the estimates and with what each preparation taught. */
function arithmetic(
  { configuration }: VerdictRecord,
  spec: Spec,
  { memory }: HistoryTrials,
): readonly string[] {
  const models = [spec.memory, ...memory.map((learned) => ({ ...spec.memory, ...learned }))];
  return models
    .map((model) => feasibility(model, configuration))
    .flatMap((each) => (each.kind === 'infeasible' ? [canonicalJson(each)] : []));
}

/** Verdicts that the words heard by a preparation decide alone. */
function byWords(
  { configuration, origin }: VerdictRecord,
  { quality, space, baseline }: Spec,
  { words }: HistoryTrials,
): readonly string[] {
  if (origin === 'baseline') return [];
  return words.flatMap((heard) => {
    const own = heard[modelOf(space, configuration)];
    const baselineWords = heard[modelOf(space, baseline)] ?? null;
    const verdict = own === undefined ? null : judgeWords({ quality, baselineWords }, own);
    return verdict === null ? [] : [canonicalJson(verdict)];
  });
}

function rejudged(record: VerdictRecord, spec: Spec, { trials }: HistoryTrials): readonly string[] {
  return trials
    .filter((trial) => isOf(trial, record))
    .map((trial) => canonicalJson(verdictOn(trial, record, spec)));
}

function isOf(trial: HistoryTrial, record: VerdictRecord): boolean {
  const { configuration } = trial;
  return (
    trial.id === record.candidateId &&
    trial.purpose === record.purpose &&
    (configuration === null ||
      configurationKey(configuration) === configurationKey(record.configuration))
  );
}

function verdictOn(trial: HistoryTrial, { origin }: VerdictRecord, spec: Spec): Verdict {
  const { objectives, quality, space, baseline } = spec;
  const ofBaseline = trial.prepared[modelOf(space, baseline)] ?? null;
  const baselineWords = origin === 'baseline' ? 'self' : ofBaseline;
  return judge({ objectives, quality, baselineWords }, trial.outcome);
}

const cutOff: readonly UnmeasuredCause[] = [
  'cap',
  'stopped',
  'infrastructure',
  'session-lost',
  'not-run',
];

function isCutOff(verdict: Verdict): boolean {
  return verdict.kind === 'unmeasured' && cutOff.includes(verdict.cause);
}
