import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import {
  endProcess,
  isAlive,
  ownIdentity,
  readStartTime,
} from '../../src/server/process-identity.ts';

it('tells a process from a later one with the same pid', () => {
  const own = ownIdentity();
  expect(isAlive(own)).toBe(true);
  expect(isAlive({ ...own, startTime: '1' })).toBe(false);
});

it('knows no start time of a process that is gone', () => {
  expect(readStartTime(2 ** 30)).toBeUndefined();
});

it('ends a process that ignores SIGTERM', async () => {
  const child = spawn(process.execPath, [
    '-e',
    `process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000); console.log('on');`,
  ]);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const identity = { pid: child.pid ?? 0, startTime: readStartTime(child.pid ?? 0) ?? '' };
  await endProcess(identity, 200);
  expect(isAlive(identity)).toBe(false);
  expect(child.signalCode ?? 'SIGKILL').toBe('SIGKILL');
});
