import { existsSync, readdirSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { rootFolders } from '../artifacts/file-names.ts';
import type { Settings } from '../config/environment.ts';

/** Where a run's files are on this machine, by what its history says. */
export function runFolderPath(
  { artifactsDir }: Settings,
  run: { readonly experiment: string; readonly folder: string },
): string {
  return isAbsolute(run.folder) ? run.folder : join(artifactsDir, run.experiment, run.folder);
}

/** The run folder of an id, whatever its experiment; null where there is none. */
export function findRunFolder({ artifactsDir }: Settings, runId: string): string | null {
  if (!existsSync(artifactsDir) || !/^[a-z0-9][a-z0-9_-]*$/.test(runId)) return null;
  const found = readdirSync(artifactsDir)
    .map((experiment) => join(artifactsDir, experiment, runId))
    .find((path) => existsSync(join(path, 'owner.json')));
  return found ?? null;
}

/** Where reports and charts of a run go. An id from a cluster may hold anything; a folder's name may not. */
export function reportFolder({ artifactsDir }: Settings, runId: string): string {
  const name = runId.replaceAll(/[^a-zA-Z0-9_-]/g, '_').slice(0, 200);
  return join(artifactsDir, rootFolders.reports, name);
}

/** Shorter where it lies below the working folder. */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}
