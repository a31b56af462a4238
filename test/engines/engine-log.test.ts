import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEngineLog } from '../../src/engines/engine-log.ts';
import { openRotatingLog, previousLog } from '../../src/engines/rotating-log.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dream-log-'));
  file = join(folder, 'deep', 'engine.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a full log becomes the previous one: never more than twice the limit', () => {
  const log = openRotatingLog(file, 100);
  for (let line = 0; line < 50; line++) {
    log.write(Buffer.from(`line ${String(line).padStart(3, '0')}\n`));
  }
  expect(readFileSync(file, 'utf8')).toContain('line 049');
  expect(statSync(file).size).toBeLessThanOrEqual(100);
  expect(statSync(previousLog(file)).size).toBeLessThanOrEqual(100);
});

test('only its owner can read it', () => {
  openRotatingLog(file, 100);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('what was written since a mark is found across a rotation', () => {
  const writer = openRotatingLog(file, 40);
  const log = createEngineLog(file);
  writer.write(Buffer.from('old line\n'));
  const mark = log.mark();
  writer.write(Buffer.from('first new\n'));
  expect(log.textSince(mark)).toBe('first new\n');
  writer.write(Buffer.from('second line that fills the file up\n'));
  expect(existsSync(previousLog(file))).toBe(true);
  expect(log.textSince(mark)).toBe('first new\nsecond line that fills the file up\n');
});

test('of a long text the end is read', () => {
  openRotatingLog(file, 10_000_000);
  appendFileSync(file, `${'x'.repeat(300_000)}end`);
  const text = createEngineLog(file).textSince();
  expect(text.length).toBe(262_144);
  expect(text.endsWith('end')).toBe(true);
});

test('a log that is not there is empty', () => {
  expect(createEngineLog(join(folder, 'none.log')).textSince()).toBe('');
});
