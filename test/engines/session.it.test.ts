import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acquireCardLock, lockFolderOf } from '../../src/engines/card-lock.ts';
import { isAlive, readProcess } from '../../src/engines/process-table.ts';
import { findUnclosed, openSessionRecord, sweepAll } from '../../src/engines/session-record.ts';
import { findProcesses } from '../../src/engines/sweep.ts';
import { standInFile, until } from './stand-in.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dream-session-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A pid with a start time that no process has any more. */
const endedKey = async () => {
  const child = spawn('sleep', ['60']);
  const key = { pid: child.pid ?? 0, startTicks: readProcess(child.pid ?? 0)?.startTicks ?? 0 };
  child.kill('SIGKILL');
  await once(child, 'exit');
  return key;
};

const change = (file: string, more: object): void =>
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...more }));

const engineOf = (marker: string, children: string) =>
  spawn(process.execPath, [standInFile, `--children=${children}`], {
    detached: true,
    stdio: 'ignore',
    env: {
      PATH: process.env['PATH'] ?? '',
      DREAM_SESSION: `${marker}-llm`,
      VLLM_PROCESS_NAME_PREFIX: `dream-${marker}-llm`,
    },
  });

describe('the record of a session', () => {
  test('of a living worker is nobody else’s business', () => {
    openSessionRecord(folder, 'card');
    expect(findUnclosed(folder)).toEqual([]);
  });

  test('is found open when its worker has died, and not when it was closed', async () => {
    const record = openSessionRecord(folder, 'card');
    const owner = await endedKey();
    change(join(record.folder, 'session.json'), { owner });
    expect(findUnclosed(folder)).toMatchObject([{ marker: record.marker, card: 'card' }]);
    record.close();
    expect(findUnclosed(folder)).toEqual([]);
  });

  test('from before a reboot has no engines any more: pids are given anew', async () => {
    const record = openSessionRecord(folder, 'card');
    record.noteEngine('llm', { pid: 1, startTicks: 1 });
    change(join(record.folder, 'session.json'), { machineBootId: 'another' });
    expect(findUnclosed(folder)).toMatchObject([{ engines: [] }]);
  });

  test('lets the next worker sweep what guard and worker left behind', async () => {
    const record = openSessionRecord(folder, 'card');
    const engine = engineOf(record.marker, 'group,session');
    const pid = engine.pid ?? 0;
    const key = { pid, startTicks: readProcess(pid)?.startTicks ?? 0 };
    record.noteEngine('llm', key);
    const target = { marker: record.marker, known: [key] };
    await until('the tree', () => findProcesses(target).length === 3);
    const tree = findProcesses(target);
    engine.kill('SIGKILL');
    await once(engine, 'exit');
    change(join(record.folder, 'session.json'), { owner: await endedKey() });

    const [swept] = await sweepAll(folder);
    expect(swept).toMatchObject({ marker: record.marker, left: [] });
    expect(tree.filter(isAlive)).toEqual([]);
    expect(findUnclosed(folder)).toEqual([]);
  });
});

describe('the sweep', () => {
  test('finds by marker alone what no group and no ancestry tells', async () => {
    const record = openSessionRecord(folder, 'card');
    const engine = engineOf(record.marker, 'session');
    const target = { marker: record.marker, known: [] };
    await until('both', () => findProcesses(target).length === 2);
    engine.kill('SIGKILL');
    await once(engine, 'exit');
    expect(findProcesses(target)).toHaveLength(1);
    change(join(record.folder, 'session.json'), { owner: await endedKey() });
    expect(await sweepAll(folder)).toMatchObject([{ left: [] }]);
    expect(findProcesses(target)).toEqual([]);
  });

  test('spares processes of another session whose marker begins alike', async () => {
    const record = openSessionRecord(folder, 'card');
    const other = engineOf(`${record.marker}0`, '');
    const pid = other.pid ?? 0;
    await until(
      'it runs',
      () => findProcesses({ marker: `${record.marker}0`, known: [] }).length > 0,
    );
    expect(findProcesses({ marker: record.marker, known: [] })).toEqual([]);
    expect(readProcess(pid)).not.toBeNull();
    other.kill('SIGKILL');
    await once(other, 'exit');
  });

  test('spares this process, though its line may be marked', () => {
    const own = { pid: process.pid, startTicks: readProcess(process.pid)?.startTicks ?? 0 };
    const found = findProcesses({ marker: 'nobody', known: [own] });
    expect(found.map(({ pid }) => pid)).not.toContain(process.pid);
  });
});

describe('the lock of a card', () => {
  test('has one holder, whose pid the next one is told', () => {
    const first = acquireCardLock(folder, 'GPU-1');
    expect(first.kind).toBe('held');
    expect(acquireCardLock(folder, 'GPU-1')).toMatchObject({ kind: 'taken', pid: process.pid });
    expect(acquireCardLock(folder, 'GPU-2').kind).toBe('held');
  });

  test('is free again after its release', () => {
    const first = acquireCardLock(folder, 'GPU-1');
    if (first.kind === 'held') {
      first.release();
    }
    expect(acquireCardLock(folder, 'GPU-1').kind).toBe('held');
  });

  test('in a folder that cannot be made is refused clearly', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => acquireCardLock(join(folder, 'file', 'locks'), 'GPU-1')).toThrow(
      expect.objectContaining({ code: 'FOLDER_UNWRITABLE' }),
    );
  });

  test('of a dead process is taken over', async () => {
    acquireCardLock(folder, 'GPU-1');
    change(join(folder, 'GPU-1.lock'), await endedKey());
    expect(acquireCardLock(folder, 'GPU-1').kind).toBe('held');
  });

  test('is the same for all stacks of a host on a real card, and of one stack on a simulated one', () => {
    const [one, two] = ['/a/.dream', '/b/.dream'];
    expect(lockFolderOf({ simulated: false }, one)).toBe(lockFolderOf({ simulated: false }, two));
    expect(lockFolderOf({ simulated: true }, one)).not.toBe(lockFolderOf({ simulated: true }, two));
  });
});
