import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { scrub } from '../test/replay/scrub.ts';
import { playShape, shapes } from '../test/replay/shapes.ts';
import { chainOf } from '../test/stack/run-history.ts';
import { fetchTestBinaries } from './fetch-temporal.ts';
import { repositoryRoot } from './repository.ts';

// Usage: npx tsx scripts/record-histories.ts v0.2.0 [shape ...]
// Plays every shape on real servers with the built code and keeps the histories. A file that is
// there is never written again: old histories are what proves that new code still replays them.

const largestBytes = 400_000;

const record = async (version: string, wanted: readonly string[]): Promise<void> => {
  const folder = join(repositoryRoot, 'test', 'replay', 'histories', version);
  mkdirSync(folder, { recursive: true });
  const { temporal } = await fetchTestBinaries();
  for (const shape of shapes) {
    if (wanted.length > 0 && !wanted.includes(shape.name)) continue;
    await playShape(shape, temporal, async (stack, names) => {
      for (const [name, workflowId] of Object.entries(names)) {
        const runs = await chainOf(stack.client, workflowId);
        keep(join(folder, `${name}.json.gz`), scrub({ workflowId, runs }, wordsOf(stack.root)));
      }
    });
  }
};

/** What tells of the machine that recorded, and what stands for it. */
const wordsOf = (root: string): readonly (readonly [string, string])[] => [
  [root, '/run'],
  [realpathSync(join(repositoryRoot, 'node_modules')), '/dream/node_modules'],
  [realpathSync(repositoryRoot), '/dream'],
  [`@${hostname()}`, '@host'],
  [`-${hostname().toLowerCase()}-0-`, '-host-0-'],
  [`"host":"${hostname().toLowerCase()}"`, '"host":"host"'],
];

const keep = (file: string, history: unknown): void => {
  if (existsSync(file)) {
    process.stdout.write(`${file} is kept as it was\n`);
    return;
  }
  const bytes = gzipSync(JSON.stringify(history), { level: 9 });
  if (bytes.length > largestBytes) throw new Error(`${file} would have ${bytes.length} bytes`);
  writeFileSync(file, bytes);
  process.stdout.write(`${file}: ${bytes.length} bytes\n`);
};

const [version, ...wanted] = process.argv.slice(2);
if (version === undefined || !/^v\d+\.\d+\.\d+$/.test(version)) {
  process.stderr.write('say for which version: npx tsx scripts/record-histories.ts v0.2.0\n');
  process.exitCode = 2;
} else {
  await record(version, wanted);
}
