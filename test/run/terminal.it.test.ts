import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, inject, test } from 'vitest';
import { until } from '../cli/dream.ts';
import { createRunPlace, verdictsOf } from './place.ts';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const place = createRunPlace({ answerMs: 300 });
afterAll(() => place.dispose());

const controlC = '\u0003';

test('on a terminal a table is drawn, and Ctrl-C ends the run with its files and exit 130', async () => {
  const { child, text, ended } = onTerminal('run --engines recorded --run-id a');
  await until(() => text.seen.includes('solo speech'));
  expect(text.seen).toContain('Ctrl-C ends the run');
  expect(text.seen).toMatch(/gen +configuration/);
  child.stdin.write(controlC);
  await until(() => text.seen.includes('a second Ctrl-C ends the workers at once'));
  expect(await ended).toBe(130);
  expect(text.seen).toContain('a  stopped');
  expect(text.seen).toContain('GPU released and proven free');
  expect(new Set(verdictsOf(place.runFolder('a'))).size).toBeGreaterThan(0);
});

test('a second Ctrl-C leaves at once and says how to come back', async () => {
  const { child, text, ended } = onTerminal('run --engines recorded --run-id b');
  await until(() => text.seen.includes('solo speech'));
  child.stdin.write(controlC);
  await until(() => text.seen.includes('a second Ctrl-C'));
  child.stdin.write(controlC);
  expect(await ended).toBe(130);
  expect(text.seen).toContain('come back with: dream run --resume b');
  await until(() => place.processes('gpu').length === 0);
});

/** The program on a terminal of 100 x 30, as `script` makes one; a typed Ctrl-C reaches its group. */
function onTerminal(args: string) {
  const command = `stty cols 100 rows 30; exec '${process.execPath}' '${main}' ${args} --color never`;
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    cwd: place.folder,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      HOME: process.env['HOME'],
      TERM: 'xterm',
      SHELL: '/bin/sh',
      PATH: `${dirname(inject('temporalBinary'))}${delimiter}${process.env['PATH'] ?? ''}`,
      DREAM_CACHE_DIR: `${place.folder}/cache`,
    },
  });
  const text = { seen: '' };
  child.stdout.on('data', (data: Buffer) => (text.seen += data.toString()));
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  return { child, text, ended };
}
