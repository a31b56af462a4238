import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { runFiles } from '../artifacts/file-names.ts';
import type { FolderFinding } from '../artifacts/folder-finding.ts';
import type { ReportInput, Verified } from '../artifacts/report/index.ts';
import { verifyFolder } from '../artifacts/verify-folder.ts';
import { readResult } from '../client/run-result.ts';
import type { Settings } from '../config/environment.ts';
import { loadProfile } from '../config/load-profile.ts';
import { DreamError } from '../contracts/errors.ts';
import type { ExperimentResult } from '../contracts/workflows.ts';
import { flagDiff } from '../worker/flag-diff.ts';
import type { LoadedRun } from './load-view.ts';
import { findRunFolder } from './run-folder-path.ts';

/** All that a report of a run needs. Throws USAGE where it has not ended or ended without a result. */
export async function reportInputOf(
  settings: Settings,
  run: LoadedRun,
  target: string,
): Promise<ReportInput> {
  const result = readResult(run.view.close?.result);
  if (result === null) throw noResult(run);
  const folder = folderOf(settings, run, target);
  return {
    ...run,
    result,
    verification: folder === null ? null : await verificationOf(folder),
    flags: flagsOf(settings, run, result),
    proposal: null,
  };
}

/** The folder of this very execution, where this machine has it. */
function folderOf(settings: Settings, { runId, view }: LoadedRun, target: string): string | null {
  const found = statSync(target, { throwIfNoEntry: false });
  const named = found?.isDirectory() === true ? target : dirname(resolve(target));
  const places = [
    found === undefined ? null : named,
    findRunFolder(settings, runId),
    view.folder === null ? null : findRunFolder(settings, view.folder),
  ];
  return places.find((place) => place !== null && isOf(place, view.firstRunId)) ?? null;
}

/** A copied folder without its owner file is taken by its chain alone. */
function isOf(folder: string, firstRunId: string): boolean {
  if (!existsSync(join(folder, runFiles.lineage))) return false;
  const owner = join(folder, runFiles.owner);
  return !existsSync(owner) || readFileSync(owner, 'utf8').includes(JSON.stringify(firstRunId));
}

async function verificationOf(folder: string): Promise<Verified> {
  const { level, records, head, findings, notes } = await verifyFolder(folder);
  return { level, records, head, findings: findings.map(findingWords), notes };
}

function findingWords({ file, record, what }: FolderFinding): string {
  return `${file}${record === null ? '' : `, record ${record}`}: ${what}`;
}

/** null where the profile of that time is not here any more, or only answers recorded figures. */
function flagsOf(
  { configDir }: Settings,
  { view }: LoadedRun,
  { winner, baseline }: ExperimentResult,
): ReportInput['flags'] {
  if (view.spec === null || winner === null) return null;
  const loaded = loadProfile({ configDir, name: view.spec.engines });
  if (loaded.kind === 'invalid' || loaded.value.digest !== view.spec.profileDigest) return null;
  const { profile } = loaded.value;
  if (profile.kind === 'recorded') return null;
  return flagDiff(profile, baseline.configuration, winner.configuration);
}

function noResult({ runId, view: { close } }: LoadedRun): DreamError {
  if (close === null) {
    return new DreamError('USAGE', {
      what: `the run ${runId} has not ended`,
      why: 'a report is made of what a run came to',
      fix: `wait for it: dream watch ${runId}`,
    });
  }
  return new DreamError('USAGE', {
    what: `the run ${runId} ended without a result: ${close.status}`,
    ...(close.why === '' ? {} : { why: close.why }),
    fix: `see what there is: dream show ${runId}`,
  });
}
