import { existsSync, readdirSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
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

/** Shorter where it lies below the working folder. */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}
