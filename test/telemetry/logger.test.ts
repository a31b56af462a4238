import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLogger, silentLogger } from '../../src/telemetry/logger.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dream-log-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const readLines = (file: string): Record<string, unknown>[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

it('writes one JSON object per line, with level, ISO time, process id and message', () => {
  const file = join(folder, 'runner.log');
  createLogger({ file, level: 'info', fields: { role: 'control' } }).info(
    { run: 'a-1' },
    'started',
  );
  expect(readLines(file)).toEqual([
    {
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      pid: process.pid,
      role: 'control',
      run: 'a-1',
      msg: 'started',
    },
  ]);
});

it('leaves out what is below the level', () => {
  const file = join(folder, 'runner.log');
  const logger = createLogger({ file, level: 'warn' });
  logger.debug({}, 'one');
  logger.info({}, 'two');
  logger.warn({}, 'three');
  logger.error({}, 'four');
  expect(readLines(file).map((line) => line['msg'])).toEqual(['three', 'four']);
});

it('makes the folder 0700 and the file 0600', () => {
  const file = join(folder, 'logs', 'dream', 'runner.log');
  createLogger({ file, level: 'info' }).info({}, 'here');
  expect(statSync(join(folder, 'logs')).mode & 0o777).toBe(0o700);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('appends to a file that another process has begun', () => {
  const file = join(folder, 'runner.log');
  createLogger({ file, level: 'info' }).info({}, 'first');
  createLogger({ file, level: 'info' }).info({}, 'second');
  expect(readLines(file)).toHaveLength(2);
});

it('hides secrets, by name and by shape, however deep', () => {
  const file = join(folder, 'runner.log');
  const error = new Error('failed with Authorization: Bearer abcdef123456');
  createLogger({ file, level: 'info' }).info(
    {
      apiKey: 'sesame',
      deep: { list: [{ HF_TOKEN: 'sesame', url: 'http://ann:sesame@host/' }] },
      argv: ['--api-key=sesame', '--port=1'],
      error,
    },
    'password: sesame',
  );
  const text = readFileSync(file, 'utf8');
  expect(text).not.toMatch(/sesame|abcdef123456/);
  expect(text).toContain('--port=1');
  expect(text).toContain('failed with Authorization: Bearer [hidden]');
});

it('keeps a session token and token counts: they are no secrets', () => {
  const file = join(folder, 'runner.log');
  createLogger({ file, level: 'info' }).info({ token: 's-1', kvTokens: 6_976 }, 'granted');
  expect(readLines(file)[0]).toMatchObject({ token: 's-1', kvTokens: 6_976 });
});

it('survives a circle in the fields', () => {
  const file = join(folder, 'runner.log');
  const circle: { self?: unknown } = {};
  circle.self = circle;
  createLogger({ file, level: 'info' }).info({ circle }, 'round');
  expect(readLines(file)[0]).toMatchObject({ msg: 'round' });
});

it('is silent without a destination', () => {
  expect(createLogger({ level: 'debug' })).toBe(silentLogger);
  expect(() => silentLogger.error({ any: 1 }, 'nothing')).not.toThrow();
});
