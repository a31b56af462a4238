import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const root = realpathSync(mkdtempSync(join(tmpdir(), 'dream package ')));
const elsewhere = join(root, 'some where');
const program = join(root, 'package', 'dist', 'cli', 'main.js');
let files: readonly string[] = [];

/** The tarball unpacked, with the packages of this checkout beside it: no network is needed. */
beforeAll(async () => {
  mkdirSync(elsewhere);
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', root];
  const { stdout } = await run('npm', pack, { cwd: repository });
  const [packed] = JSON.parse(stdout) as readonly Packed[];
  files = packed?.files.map(({ path }) => path) ?? [];
  await run('tar', ['xzf', join(root, packed?.filename ?? ''), '-C', root]);
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

type Packed = { readonly filename: string; readonly files: readonly { readonly path: string }[] };

const dream = (...args: readonly string[]) =>
  run(process.execPath, [program, ...args], {
    cwd: elsewhere,
    env: {
      HOME: process.env['HOME'],
      PATH: `${dirname(inject('temporalBinary'))}${delimiter}${process.env['PATH'] ?? ''}`,
      DREAM_CACHE_DIR: join(root, 'cache'),
    },
  });

test('the package holds the program, its bundle, its configuration and nothing of the tests', () => {
  expect(files).toEqual(
    expect.arrayContaining([
      'dist/cli/main.js',
      'dist/worker/main.js',
      'dist/engines/guard.js',
      'dist/server/keeper.js',
      'dist/simulator/vllm.js',
      'dist/workflow-bundle.js',
      'dist/bundle-digest.json',
      'config/dream.yaml',
      'config/engines/recorded.yaml',
      'engines/whisper-server/whisper_server.py',
      'LICENSE',
      'README.md',
    ]),
  );
  expect(files.filter((file) => /^(test|src|scripts|bench)\//.test(file))).toEqual([]);
});

test('publint finds no mistake in it', async () => {
  const lint = join(repository, 'node_modules', '.bin', 'publint');
  const { stdout } = await run(lint, [
    join(root, 'package'),
    '--pack',
    'false',
    '--level',
    'error',
  ]);
  expect(stdout).toContain('All good');
});

test('installed elsewhere it says its version and plans', async () => {
  expect((await dream('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect((await dream('plan')).stdout).toContain('15 configurations');
});

test('installed elsewhere it runs an experiment in the folder where it is called', async () => {
  const { stdout } = await dream('run', '--engines', 'recorded', '--run-id', 'a');
  expect(stdout).toContain('a  completed');
  const folder = join(elsewhere, 'artifacts', 'dream', 'spica_gpu_allocation', 'a');
  expect(existsSync(join(folder, 'history.json'))).toBe(true);
});
