import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, inject, test } from 'vitest';
import { createPlace } from './dream.ts';

const place = createPlace(inject('temporalBinary'));
afterAll(place.dispose);

const commands = [
  'run',
  'up',
  'start',
  'watch',
  'list',
  'show',
  'report',
  'plot',
  'compare',
  'promotions list',
  'promotions show',
  'promotions propose',
  'promotions approve',
  'promotions reject',
  'plan',
  'stop',
  'pause',
  'resume',
  'lineage show',
  'lineage verify',
  'config init',
  'config validate',
  'config schema',
  'config show',
  'doctor',
  'worker',
  'runner',
];

test.each(commands)('dream %s --help says how it is used and exits 0', async (command) => {
  const { code, out } = await place.run(...command.split(' '), '--help');
  expect(out).toContain(`Usage: dream ${command}`);
  expect(code).toBe(0);
});

test.each([
  ['exit-codes', 'lineage broken'],
  ['environment', 'DREAM_STATE_DIR'],
  ['formats', 'jsonl'],
  ['run', 'Usage: dream run'],
])('dream help %s explains it', async (topic, words) => {
  expect(await place.run('help', topic)).toMatchObject({ code: 0, err: '' });
  expect((await place.run('help', topic)).out).toContain(words);
});

test.each([
  [['run', '--cap', '6x'], 'USAGE', 'a duration such as 90s'],
  [['run', '--seed', '-1'], 'USAGE', 'a whole number'],
  [['run', '--strategy', 'guess'], 'USAGE', 'r-zero'],
  [['plan', '--frobnicate'], 'USAGE', "unknown option '--frobnicate'"],
  [['rum'], 'USAGE', 'Did you mean run'],
  [['show'], 'USAGE', 'run'],
  [['list', '-o', 'xml'], 'USAGE', 'text, json, jsonl'],
  [['help', 'frob'], 'USAGE', 'frob'],
  [['plan', '--experiment', 'spica_gpu'], 'CONFIG_INVALID', 'did you mean'],
  [['plan', '--engines', '../etc'], 'CONFIG_INVALID', '--engines'],
  [['run', '--cap', '1s'], 'CONFIG_INVALID', 'at least'],
  [['list', '--address', 'http://x:1'], 'USAGE', 'without a scheme'],
  [['lineage', 'verify', 'nowhere'], 'LINEAGE_UNUSABLE', 'nowhere'],
])('dream %j is refused with code %s, exit 2 and no stack trace', async (args, code, words) => {
  const ended = await place.run(...args);
  expect(ended.err).toContain(`error[${code}]`);
  expect(ended.err).toContain(words);
  expect(ended.err).not.toMatch(/^\s+at .*\.(js|ts):\d+/m);
  expect([ended.code, ended.out]).toEqual([2, '']);
});

test('an error is JSON where JSON was asked for', async () => {
  const { err } = await place.run('plan', '--engines', 'none', '-o', 'json');
  expect(JSON.parse(err)).toMatchObject({ error: { code: 'CONFIG_INVALID' } });
});

test('a config with mistakes is refused with file, line and column', async () => {
  mkdirSync(join(place.folder, 'broken'), { recursive: true });
  writeFileSync(
    join(place.folder, 'broken/dream.yaml'),
    'version: 1\ndefalt: x\nexperiments: {}\n',
  );
  const { code, err } = await place.run('config', 'validate', '--config', 'broken');
  expect(err).toContain('broken/dream.yaml:2:1');
  expect(code).toBe(2);
});

test('config init writes a valid configuration once', async () => {
  expect(await place.run('config', 'init', 'mine')).toMatchObject({ code: 0, out: 'mine\n' });
  expect((await place.run('config', 'validate', '-c', 'mine')).out).toContain(
    'mine/dream.yaml: valid',
  );
  expect(await place.run('config', 'init', 'mine')).toMatchObject({ code: 2 });
});

test('a plan says what cannot fit, with the numbers, and touches nothing', async () => {
  const { code, out } = await place.run('plan', '--engines', 'simulated-tight');
  expect(out).toContain('Cannot fit this card (6)');
  expect(out).toMatch(/40 % of 12288 MiB is 4915 MiB/);
  expect(code).toBe(0);
});

test.each([['list'], ['watch'], ['start'], ['stop']])(
  'without a server dream %s says so and exits 4',
  async (command) => {
    const { code, err } = await place.runWith({ TEMPORAL_ADDRESS: '127.0.0.1:1' }, command);
    expect(err).toContain('error[TEMPORAL_UNREACHABLE]');
    expect(code).toBe(4);
  },
);

test('where no run was ever made dream list exits 4 and says how to begin', async () => {
  const { code, err } = await place.run('list');
  expect(err).toContain('dream up');
  expect(code).toBe(4);
});

test('printed commands are those that this program is called by', async () => {
  const { err } = await place.runWith({ DREAM_COMMAND: 'npx dream' }, 'list');
  expect(err).toContain('npx dream up');
});
