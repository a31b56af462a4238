import { join } from 'node:path';
import { findTool, listFiles, modifiedMs, repositoryRoot, runNode } from './repository.ts';

const inputs = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];

/** Builds and bundles when dist is missing or older than its sources; false when that failed. */
export const freshenDist = (): boolean => {
  if (isFresh()) {
    return true;
  }
  process.stderr.write('building dist (first start, or the sources have changed) ...\n');
  const steps = ['scripts/build.ts', 'scripts/bundle-workflows.ts'];
  return steps.every((script) => runScript(script) === 0);
};

const isFresh = (): boolean => {
  const builtMs = modifiedMs(join(repositoryRoot, 'dist', 'bundle-digest.json'));
  const sources = [
    ...inputs.map((name) => join(repositoryRoot, name)),
    ...listFiles(join(repositoryRoot, 'src')),
  ];
  return sources.every((path) => modifiedMs(path) < builtMs);
};

const runScript = (script: string): number =>
  runNode(findTool('tsx', 'dist/cli.mjs'), join(repositoryRoot, script));
