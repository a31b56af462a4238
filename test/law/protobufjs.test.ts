import { createRequire } from 'node:module';
import { realpathSync } from 'node:fs';
import { expect, it } from 'vitest';

const require = createRequire(import.meta.url);

const protobufOf = (packageName: string): string => {
  const fromPackage = createRequire(require.resolve(packageName));
  return realpathSync(fromPackage.resolve('protobufjs'));
};

// with several copies, replay of a JSON history fails with "type must be a Type"
it('gives common, proto and worker the same copy of protobufjs', () => {
  const ours = realpathSync(require.resolve('protobufjs'));
  const theirs = ['@temporalio/common', '@temporalio/proto', '@temporalio/worker'].map(protobufOf);
  expect(new Set([ours, ...theirs])).toEqual(new Set([ours]));
});

it('uses one version of all Temporal packages', () => {
  const { dependencies, devDependencies } = require('../../package.json') as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >;
  const versions = Object.entries({ ...dependencies, ...devDependencies })
    .filter(([name]) => name.startsWith('@temporalio/'))
    .map(([, version]) => version);
  expect(new Set(versions).size).toBe(1);
  expect(versions[0]).toMatch(/^\d+\.\d+\.\d+$/);
});
