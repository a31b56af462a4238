import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRunPlace } from './place.ts';
import type { RunPlace } from './place.ts';

let place: RunPlace;
beforeEach(() => {
  place = createRunPlace();
});
afterEach(() => place.dispose());

type Bad = {
  readonly name: string;
  readonly args: readonly string[];
  readonly prepare?: (place: RunPlace) => void;
  readonly variables?: (place: RunPlace) => Readonly<Record<string, string>>;
  readonly code: string;
  readonly exit: number;
  readonly words: readonly string[];
};

const run = ['run', '--engines', 'recorded', '--run-id', 'a'] as const;

const badInputs: readonly Bad[] = [
  {
    name: 'YAML that is none',
    args: run,
    prepare: change('dream.yaml', (text) => `${text}\n  - [`),
    code: 'CONFIG_INVALID',
    exit: 2,
    words: ['config/dream.yaml:', 'fix: '],
  },
  {
    name: 'an unknown key',
    args: run,
    prepare: change('dream.yaml', (text) => text.replace('default:', 'defalt: x\ndefault:')),
    code: 'CONFIG_INVALID',
    exit: 2,
    words: ['defalt', 'default'],
  },
  {
    name: 'a value out of bounds',
    args: run,
    prepare: change('dream.yaml', (text) => text.replace('[40, 45, 50, 55, 60]', '[40, 50, 90]')),
    code: 'CONFIG_INVALID',
    exit: 2,
    words: ['90', '70', 'fix: '],
  },
  {
    name: 'a config file that is not there',
    args: [...run, '--config', 'nowhere/dream.yaml'],
    code: 'CONFIG_MISSING',
    exit: 2,
    words: ['nowhere/dream.yaml', 'fix: '],
  },
  {
    name: 'a workload file that is not there',
    args: [...run, '--workload', 'lunch'],
    code: 'CONFIG_INVALID',
    exit: 2,
    words: ['lunch', 'long-context'],
  },
  {
    name: 'an engine profile that is not there',
    args: ['run', '--engines', 'toaster'],
    code: 'CONFIG_INVALID',
    exit: 2,
    words: ['toaster', 'recorded'],
  },
  {
    name: 'an unknown experiment',
    args: [...run, '--experiment', 'spica'],
    code: 'CONFIG_INVALID',
    exit: 2,
    words: ['spica', 'spica_gpu_allocation'],
  },
  {
    name: 'a run id that cannot name a folder',
    args: ['run', '--engines', 'recorded', '--run-id', '../a'],
    code: 'USAGE',
    exit: 2,
    words: ['../a'],
  },
  {
    name: 'a server that is not there',
    args: [...run, '--address', '127.0.0.1:1'],
    code: 'TEMPORAL_UNREACHABLE',
    exit: 4,
    words: ['127.0.0.1:1', 'fix: '],
  },
  {
    name: 'looking where nothing ever ran',
    args: ['list'],
    code: 'TEMPORAL_UNREACHABLE',
    exit: 4,
    words: ['.dream', 'fix: '],
  },
  {
    name: 'a namespace that is not there',
    args: [...run, '--namespace', 'nowhere'],
    code: 'NAMESPACE_MISSING',
    exit: 2,
    words: ['nowhere', 'fix: '],
  },
  {
    name: 'a card that nvidia-smi cannot be asked about',
    args: ['run', '--engines', 'vllm-whisper', '--run-id', 'a'],
    code: 'NVIDIA_SMI_MISSING',
    exit: 2,
    words: ['nvidia-smi', 'fix: '],
  },
  {
    name: 'an engine program that is not there',
    args: ['run', '--run-id', 'a'],
    prepare: change('engines/simulated.yaml', (text) =>
      text.replace("- '{node}'\n      - '{package}/dist/simulator/vllm.js'", '- no-such-vllm'),
    ),
    code: 'BINARY_MISSING',
    exit: 2,
    words: ['no-such-vllm', 'PATH', 'fix: '],
  },
  {
    name: 'a state folder that cannot be written',
    args: run,
    prepare: ({ folder }) => writeFileSync(join(folder, 'file'), ''),
    variables: ({ folder }) => ({ DREAM_STATE_DIR: join(folder, 'file', 'state') }),
    code: 'FOLDER_UNWRITABLE',
    exit: 2,
    words: ['file/state', 'DREAM_STATE_DIR'],
  },
  {
    name: 'an artifacts folder that cannot be written',
    args: run,
    prepare: ({ folder }) => writeFileSync(join(folder, 'file'), ''),
    variables: ({ folder }) => ({ DREAM_ARTIFACTS_DIR: join(folder, 'file', 'artifacts') }),
    code: 'FOLDER_UNWRITABLE',
    exit: 2,
    words: ['file/artifacts', 'DREAM_ARTIFACTS_DIR'],
  },
  {
    name: 'a log folder that cannot be written',
    args: run,
    prepare: ({ folder }) => writeFileSync(join(folder, 'file'), ''),
    variables: ({ folder }) => ({ DREAM_LOG_DIR: join(folder, 'file', 'logs') }),
    code: 'FOLDER_UNWRITABLE',
    exit: 2,
    words: ['file/logs', 'DREAM_LOG_DIR'],
  },
  {
    name: 'carrying on a run that never was',
    args: ['run', '--engines', 'recorded', '--resume', 'never'],
    code: 'RUN_NOT_FOUND',
    exit: 2,
    words: ['never', 'dream list'],
  },
];

test.each(badInputs)('$name: one clear message, exit $exit, nothing half-written', async (bad) => {
  bad.prepare?.(place);
  const { code, out, err } = await place.runWith(bad.variables?.(place) ?? {}, ...bad.args);
  expect(err).toContain(`error[${bad.code}]`);
  expect(err.match(/error\[/g)).toHaveLength(1);
  for (const word of bad.words) expect(err).toContain(word);
  expect(err).not.toMatch(/^\s+at .*\.(js|ts):\d+/m);
  expect([code, out]).toEqual([bad.exit, '']);
  expect(runFolders()).toEqual([]);
});

test('the same run id again is refused, and the first run stays as it was', async () => {
  expect(await place.run(...run)).toMatchObject({ code: 0 });
  const file = join(place.runFolder('a'), 'lineage.jsonl');
  const before = readFileSync(file, 'utf8');
  const again = await place.run(...run);
  expect(again.err).toContain('error[DUPLICATE_RUN]');
  expect(again.err).toContain('fix: ');
  expect(again.code).toBe(2);
  expect(readFileSync(file, 'utf8')).toBe(before);
});

function change(file: string, edit: (text: string) => string): (place: RunPlace) => void {
  return ({ config }) => {
    const path = join(config, file);
    const before = readFileSync(path, 'utf8');
    const after = edit(before);
    if (after === before) throw new Error(`${file} was not changed`);
    writeFileSync(path, after);
  };
}

function runFolders(): readonly string[] {
  const folder = join(place.folder, 'artifacts', 'dream');
  return existsSync(folder) ? readdirSync(folder) : [];
}
