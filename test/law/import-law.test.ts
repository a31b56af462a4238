import { beforeAll, describe, expect, it } from 'vitest';
import { cruiseTree } from './cruise.ts';
import type { Violation } from './cruise.ts';

const cleanTree = {
  'src/domain/space.ts': `import { sha256 } from '@noble/hashes/sha2.js';\nexport const space = sha256;\n`,
  'src/contracts/names.ts': `import { space } from '../domain/space.ts';\nexport const names = { space };\n`,
  'src/contracts/schemas/spec.ts': `import { z } from 'zod';\nimport { names } from '../names.ts';\nexport const Spec = z.strictObject({ a: z.string() });\nexport type Spec = z.infer<typeof Spec>;\nexport const all = names;\n`,
  'src/telemetry/logger.ts': `import { pino } from 'pino';\nexport const createLogger = pino;\n`,
  'src/engines/guard.ts': `import { execa } from 'execa';\nimport { spawn } from 'node:child_process';\nimport { createLogger } from '../telemetry/logger.ts';\nexport const guard = { execa, spawn, createLogger };\n`,
  'src/activities/probe.ts': `import { heartbeat } from '@temporalio/activity';\nimport { guard } from '../engines/guard.ts';\nexport const createProbe = () => [heartbeat, guard];\n`,
  'src/workflows/experiment.ts': `import { sleep } from '@temporalio/workflow';\nimport { names } from '../contracts/names.ts';\nimport type { Spec } from '../contracts/schemas/spec.ts';\nimport type { createProbe } from '../activities/probe.ts';\nexport const experiment = async (spec: Spec, probe: typeof createProbe) => [sleep, names, spec, probe];\n`,
  'src/worker/main.ts': `import { createProbe } from '../activities/probe.ts';\nimport { Worker } from '@temporalio/worker';\nexport const run = [createProbe, Worker];\n`,
};

type Seed = { readonly rule: string; readonly file: string; readonly text: string };

const seeds: readonly Seed[] = [
  seed('domain-no-node', 'src/domain/v1.ts', `import 'node:fs';`),
  seed('domain-packages', 'src/domain/v2.ts', `import 'yaml';`),
  seed('domain-rooms', 'src/domain/v3.ts', `import '../contracts/names.ts';`),
  seed('contracts-rooms', 'src/contracts/v4.ts', `import '../engines/guard.ts';`),
  seed('workflows-types-only', 'src/workflows/v5.ts', `import '../activities/probe.ts';`),
  seed('workflows-no-node', 'src/workflows/v6.ts', `import 'node:crypto';`),
  seed('workflows-packages', 'src/workflows/v7.ts', `import 'zod';`),
  seed(
    'schemas-out-of-the-bundle',
    'src/workflows/v8.ts',
    `import '../contracts/schemas/spec.ts';`,
  ),
  seed('schemas-out-of-the-bundle', 'src/contracts/v9.ts', `import './schemas/spec.ts';`),
  seed('engines-packages', 'src/engines/v10.ts', `import '@temporalio/activity';`),
  seed('load-rooms', 'src/load/v11.ts', `import '../engines/guard.ts';`),
  seed('processes-only-in-engines-server-cli', 'src/load/v12.ts', `import 'node:child_process';`),
  seed('processes-only-in-engines-server-cli', 'src/worker/v13.ts', `import 'execa';`),
  seed('pino-only-in-telemetry', 'src/worker/v14.ts', `import 'pino';`),
  seed('zod-only-at-edges', 'src/worker/v15.ts', `import 'zod';`),
  seed('cli-rooms', 'src/cli/v16.ts', `import '../engines/guard.ts';`),
  seed('client-types-only', 'src/client/v17.ts', `import '../workflows/experiment.ts';`),
  seed('activities-rooms', 'src/activities/v18.ts', `import '../workflows/experiment.ts';`),
  seed('no-orphans', 'src/domain/v19.ts', `export const alone = 1;`),
  seed('no-unresolvable', 'src/domain/v20.ts', `import './not-there.ts';`),
  seed('no-development-packages', 'src/worker/v21.ts', `import 'fast-check';`),
  seed('product-code-stands-alone', 'src/worker/v22.ts', `import '../../test/helper.ts';`),
  seed('known-rooms', 'src/worker/v23.ts', `import '../utils/v23.ts';`),
  seed('artifacts-rooms', 'src/artifacts/v24.ts', `import '../telemetry/logger.ts';`),
  seed('server-rooms', 'src/server/v25.ts', `import '../client/v17.ts';`),
];

const supportingFiles = {
  'test/helper.ts': `import 'node:fs';\nexport const helper = 1;\n`,
  'src/utils/v23.ts': `import 'node:fs';\nexport const catchAll = 1;\n`,
  'src/domain/circle-a.ts': `import './circle-b.ts';\nexport const a = 1;\n`,
  'src/domain/circle-b.ts': `import './circle-a.ts';\nexport const b = 1;\n`,
};

function seed(rule: string, file: string, text: string): Seed {
  return { rule, file, text: `${text}\n` };
}

describe('import law', () => {
  let violations: readonly Violation[] = [];

  beforeAll(() => {
    const planted = Object.fromEntries(seeds.map(({ file, text }) => [file, text]));
    violations = cruiseTree({ ...cleanTree, ...supportingFiles, ...planted });
  }, 60_000);

  it.each(seeds)('reports $rule for $text', ({ rule, file }) => {
    expect(violations).toContainEqual({ rule, from: file });
  });

  it('reports a cycle', () => {
    expect(violations.map(({ rule }) => rule)).toContain('no-cycles');
  });

  it('blames no file of the clean tree', () => {
    expect(violations.filter(({ from }) => from in cleanTree)).toEqual([]);
  });

  it('passes a clean tree', () => {
    expect(cruiseTree(cleanTree)).toEqual([]);
  }, 60_000);
});
