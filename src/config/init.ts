import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { checkFolder } from './check-folder.ts';
import { invalid, ok } from './problem.ts';
import type { Result } from './problem.ts';
import { showPath } from './read-text.ts';
import { defaultStarter, writeStarter } from './starter.ts';
import type { Starter } from './starter.ts';

export type InitRequest = {
  /** The dream.yaml to write; what belongs beside it goes into its folder. */
  readonly configFile: string;
  /** The installed package, whose profiles and workloads are copied. */
  readonly packageDir: string;
  readonly starter?: Starter;
};

const companions = [
  'engines',
  'workloads',
  'dream.schema.json',
  'engine.schema.json',
  'workload.schema.json',
];

/**
 * `dream config init`: a commented dream.yaml, and beside it the profiles, workloads and schemas that
 * it names. Nothing that exists is changed. Returns what was written.
 */
export function initConfig({
  configFile,
  packageDir,
  starter = defaultStarter,
}: InitRequest): Result<readonly string[]> {
  const folder = dirname(resolve(configFile));
  const where = showPath(configFile);
  if (existsSync(configFile)) {
    const fix = 'mend that one, or name another file with --config';
    return invalid({ where, path: '', got: 'a file that exists', allowed: 'a new file', fix });
  }
  const problem = checkFolder(folder, where);
  if (problem !== null) {
    return invalid(problem);
  }
  mkdirSync(folder, { recursive: true });
  const absent = companions.filter((name) => !existsSync(join(folder, name)));
  for (const name of absent) {
    cpSync(join(packageDir, 'config', name), join(folder, name), { recursive: true });
  }
  writeFileSync(configFile, writeStarter(starter), { flag: 'wx' });
  return ok([configFile, ...absent.map((name) => join(folder, name))]);
}
