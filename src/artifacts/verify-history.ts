import { canonicalForm } from '../domain/canonical.ts';
import { sha256Hex } from '../domain/digest.ts';
import type { HashedRecord } from '../domain/lineage-record.ts';
import { runFiles } from './file-names.ts';
import { differing } from './folder-finding.ts';
import type { FolderFinding } from './folder-finding.ts';
import type { HistoryFacts } from './history-facts.ts';
import type { RunRead } from './read-run.ts';
import { summaryOf } from './summary.ts';
import { verifyMeasurements } from './verify-measurements.ts';

/** Level 1: the folder against the closed history of its run. */
export function verifyHistory(run: RunRead, facts: HistoryFacts): readonly FolderFinding[] {
  const records = run.lineage?.records ?? [];
  const measured =
    run.spec === null ? [] : verifyMeasurements(records, run.spec, facts.steps.answered);
  return [
    ...verifySameRecords(records, facts),
    ...verifyHeads(run, facts),
    ...verifyResult(records, facts),
    ...verifyPublication(run, facts),
    ...measured,
  ];
}

function verifySameRecords(
  records: readonly HashedRecord[],
  { records: told, disagreeing }: HistoryFacts,
): readonly FolderFinding[] {
  const length = Math.max(records.length, told.length);
  const pairs = Array.from({ length }, (_, seq) => ({
    file: runFiles.lineage,
    record: seq,
    what: 'history',
    expected: textOf(told[seq]),
    got: textOf(records[seq]),
  }));
  const twice = disagreeing.map((seq) => ({
    file: runFiles.history,
    record: seq,
    what: 'history',
    expected: 'one record of this number',
    got: 'two that differ',
  }));
  return [...pairs.filter(({ expected, got }) => expected !== got), ...twice];
}

function textOf(hashed: HashedRecord | undefined): string {
  if (hashed === undefined) return 'no record';
  const form = canonicalForm(hashed, 'integers');
  return form.kind === 'canonical' ? form.text : form.why;
}

function verifyHeads(run: RunRead, facts: HistoryFacts): readonly FolderFinding[] {
  const head = run.lineage?.records.at(-1)?.hash;
  return [
    ...differing(runFiles.owner, [['first run id', facts.steps.firstRunId, run.firstRunId]]),
    ...differing(runFiles.lineage, [['head of the history', facts.head ?? undefined, head]]),
  ];
}

/** head = final = result = history. */
function verifyResult(
  records: readonly HashedRecord[],
  { result, steps }: HistoryFacts,
): readonly FolderFinding[] {
  if (result === null) {
    const completed = steps.close?.completed === true;
    return differing(runFiles.history, completed ? [['result', 'a result', 'none']] : []);
  }
  const last = records.at(-1);
  const final = last?.record.kind === 'final' ? last.record : null;
  const genesis = records[0]?.record.kind === 'genesis' ? records[0].record : null;
  return differing(runFiles.lineage, [
    ['head of the result', result.lineageHead, last?.hash],
    ['length of the result', result.lineageLength, records.length],
    ['spec of the result', result.specDigest, genesis?.specDigest],
    ['state of the result', result.state, final?.state],
    ['outcome of the result', result.outcome, final?.outcome],
    ['winner of the result', result.winner?.id ?? null, final?.winnerId],
  ]);
}

/** Spec and summary again, from what the workflow handed over. */
function verifyPublication(run: RunRead, facts: HistoryFacts): readonly FolderFinding[] {
  const { publication } = facts;
  const { spec, summary } = run;
  if (publication === null) {
    return [
      ...differing(runFiles.summary, [['publication', null, summary && 'a summary']]),
      ...differing(runFiles.spec, [['spec', jsonDigest(facts.spec), jsonDigest(spec)]]),
    ];
  }
  const again = summaryOf(publication, run.lineage?.records ?? [], facts);
  return [
    ...differing(runFiles.spec, [['spec', jsonDigest(publication.spec), jsonDigest(spec)]]),
    ...differing(runFiles.summary, [['summary', jsonDigest(again), jsonDigest(summary)]]),
  ];
}

/** Both sides were read by the same schema, so their fields are in the same order. */
const jsonDigest = (value: unknown): string => sha256Hex(JSON.stringify(value));
