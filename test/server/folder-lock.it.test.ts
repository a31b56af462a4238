import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { takeFolderLock } from '../../src/server/folder-lock.ts';
import { ownIdentity } from '../../src/server/process-identity.ts';

const loader = createRequire(import.meta.url).resolve('tsx');
const taker = fileURLToPath(new URL('./fixtures/take-lock.ts', import.meta.url));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dream lock '));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const startTaker = (startAtMs: number) => {
  const child = spawn(process.execPath, ['--import', loader, taker, folder, String(startAtMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answer = new Promise<string>((resolve) => {
    child.stdout.once('data', (data: Buffer) => {
      resolve(data.toString().trim());
    });
  });
  return { child, answer };
};

it('gives the lock of a dead owner to exactly one of several takers', async () => {
  writeFileSync(join(folder, 'keeper.lock.7'), `${process.pid} 1\n`);
  const takers = Array.from({ length: 5 }, () => startTaker(Date.now() + 3_000));
  const answers = await Promise.all(takers.map(({ answer }) => answer));
  takers.forEach(({ child }) => child.stdin.end());
  expect(answers.filter((answer) => answer === 'taken')).toHaveLength(1);
  expect(readdirSync(folder)).toEqual(['keeper.lock.8']);
});

it('is held while its owner lives and free after SIGKILL', async () => {
  const { child, answer } = startTaker(0);
  expect(await answer).toBe('taken');
  expect(takeFolderLock(folder)).toEqual({ kind: 'held', pid: child.pid });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  expect(takeFolderLock(folder)).toEqual({ kind: 'taken' });
});

it('is not fooled by a process that has only the same pid', () => {
  const { pid, startTime } = ownIdentity();
  writeFileSync(join(folder, 'keeper.lock.1'), `${pid} ${Number(startTime) - 1}\n`);
  expect(takeFolderLock(folder)).toEqual({ kind: 'taken' });
  expect(takeFolderLock(folder)).toEqual({ kind: 'held', pid });
});
