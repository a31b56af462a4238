import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCard } from '../../src/simulator/card.ts';

const size = { totalMiB: 1_000, residentMiB: 100 };
const me = { pid: process.pid, name: 'me', role: 'llm' } as const;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dream-card-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('memory is shared: what one takes the other lacks', () => {
  const first = openCard(folder, size);
  const second = openCard(folder, size);
  expect(first.hold(me).take(600)).toBe(true);
  expect(second.freeMiB()).toBe(300);
  const other = second.hold({ ...me, pid: process.ppid, name: 'parent' });
  expect(other.take(301)).toBe(false);
  expect(other.take(300)).toBe(true);
  expect(first.freeMiB()).toBe(0);
});

test('a place may shrink and grow again within its own memory', () => {
  const place = openCard(folder, size).hold(me);
  expect(place.take(900)).toBe(true);
  expect(place.take(200)).toBe(true);
  expect(place.take(900)).toBe(true);
  expect(place.take(901)).toBe(false);
});

test('the memory of a dead process is free', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(child, 'spawn');
  const card = openCard(folder, size);
  card.hold({ pid: child.pid ?? 0, name: 'child', role: 'stt' }).take(500);
  expect(card.usedMiB()).toBe(600);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(card.usedMiB()).toBe(100);
  card.hold(me).take(1);
  expect(readdirSync(join(folder, 'card'))).toHaveLength(1);
});

test('busy requests are counted by role', () => {
  const card = openCard(folder, size);
  card.hold(me).setRunning(3);
  const reader = openCard(folder, size);
  expect(reader.running('llm')).toBe(3);
  expect(reader.running('stt')).toBe(0);
});

test('a released place leaves nothing', () => {
  const card = openCard(folder, size);
  const place = card.hold(me);
  place.take(500);
  place.release();
  expect(card.entries()).toEqual([]);
});
