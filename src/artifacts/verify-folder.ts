import { stat } from 'node:fs/promises';
import { DreamError } from '../contracts/errors.ts';
import type { ErrorDetail } from '../contracts/errors.ts';
import { runFiles } from './file-names.ts';
import type { FolderFinding } from './folder-finding.ts';
import { readRun } from './read-run.ts';
import type { RunRead } from './read-run.ts';
import { isUnpublished, verifyCandidates, verifyFiles } from './verify-files.ts';
import { verifyHistory } from './verify-history.ts';
import { verifyRecords } from './verify-records.ts';

export type FolderCheck = {
  /** What was proven: 0 the chain and the files, 1 agreement with the closed history; null nothing. */
  readonly level: 0 | 1 | null;
  readonly head: string | null;
  readonly records: number;
  /** Empty when whole. Those of records come first. */
  readonly findings: readonly FolderFinding[];
  /** What could not be checked, and why. */
  readonly notes: readonly string[];
};

/** Verifies a run folder offline, to level 1. Throws LINEAGE_UNUSABLE where there is nothing to verify. */
export async function verifyFolder(path: string): Promise<FolderCheck> {
  const run = await openRun(path);
  const records = run.lineage?.records ?? [];
  const about = { head: records.at(-1)?.hash ?? null, records: records.length };
  const zero = levelZero(run);
  if (zero.findings.length > 0) return { ...about, level: null, ...zero };
  const why = whyNotOne(run);
  if (why !== null || run.history === null) {
    return { ...about, level: 0, findings: [], notes: [...zero.notes, ...(why ? [why] : [])] };
  }
  const findings = verifyHistory(run, run.history);
  return { ...about, level: findings.length > 0 ? 0 : 1, findings, notes: zero.notes };
}

function levelZero(run: RunRead): Pick<FolderCheck, 'findings' | 'notes'> {
  const close = run.history?.steps.close ?? null;
  const ended = !isUnpublished(run) && (close === null || close.completed);
  const chain = verifyRecords(run, ended);
  const named = new Set(chain.findings.map(({ file }) => file));
  // A record says more than the digest of the file that it is in.
  const files = verifyFiles(run).filter(({ file }) => !named.has(file));
  const changed = [...chain.findings, ...files];
  const findings = changed.length > 0 ? changed : verifyCandidates(run);
  const unlisted = isUnpublished(run)
    ? ['the run was not published: its files have no digests']
    : [];
  return { findings, notes: [...chain.notes, ...unlisted] };
}

function whyNotOne({ history }: RunRead): string | null {
  if (history === null) return 'no history.json: agreement with the event history is not proven';
  if (history.steps.close !== null) return null;
  return 'history.json ends before the close of the run: the archive has not replaced it yet';
}

async function openRun(path: string): Promise<RunRead> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw unusable({ what: 'there is no such run folder', where: path });
  if (!found.isDirectory()) throw unusable({ what: 'this is no folder', where: path });
  const run = await readRun(path);
  if (run.lineage !== null) return run;
  throw unusable({ what: `the folder has no ${runFiles.lineage}`, where: path });
}

function unusable(detail: ErrorDetail): DreamError {
  const fix = 'name a run folder: <artifacts>/<experiment>/<run>';
  return new DreamError('LINEAGE_UNUSABLE', { ...detail, fix });
}
