import { accessSync, chmodSync, constants, linkSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DreamError } from '../contracts/errors.ts';
import type { ProcessProfile } from '../contracts/schemas/profile.ts';
import { readKey } from './guard-protocol.ts';
import { textOf } from './json.ts';
import { isAlive, ownKey, readMachineBootId } from './process-table.ts';
import { readWhole, writeWhole } from './whole-file.ts';

export type CardLock =
  | { readonly kind: 'held'; readonly release: () => void }
  | { readonly kind: 'taken'; readonly pid: number; readonly file: string };

/** A real card is shared by all stacks of the host, a simulated one lives in its state folder. */
export const lockFolderOf = (
  profile: Pick<ProcessProfile, 'simulated'>,
  stateDir: string,
): string => (profile.simulated ? join(stateDir, 'locks') : join(tmpdir(), 'dream-gpu-locks'));

/** Exclusive on this host while this process lives; the lock of a dead process is taken over. */
export function acquireCardLock(folder: string, card: string): CardLock {
  openFolder(folder);
  const file = join(folder, `${card.replace(/[^\w.-]/g, '_')}.lock`);
  for (let attempt = 0; attempt < 5; attempt++) {
    if (claim(file)) {
      return { kind: 'held', release: () => release(file) };
    }
    const holder = readHolder(file);
    if (holder !== null) {
      return { kind: 'taken', pid: holder, file };
    }
    discard(file);
  }
  return { kind: 'taken', pid: 0, file };
}

/** Whoever comes first makes it for all users of the host, as the card is one for all. */
function openFolder(folder: string): void {
  try {
    if (mkdirSync(folder, { recursive: true }) !== undefined) {
      chmodSync(folder, 0o1777);
    }
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new DreamError(
      'FOLDER_UNWRITABLE',
      {
        what: `the folder of the card locks cannot be written: ${folder}`,
        why: 'without a lock two sessions could measure on one card',
        fix: `make it writable for this user: chmod 1777 ${folder}`,
      },
      error,
    );
  }
}

/** A link appears with its whole content or not at all. */
function claim(file: string): boolean {
  const draft = `${file}.${process.pid}`;
  writeWhole(draft, { ...ownKey(), machineBootId: readMachineBootId() });
  try {
    linkSync(draft, file);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Pid of the living holder, or null: the file is stale or gone. */
function readHolder(file: string): number | null {
  const record = readWhole(file);
  const key = readKey(record);
  const isOfThisBoot = record !== null && textOf(record, 'machineBootId') === readMachineBootId();
  return key !== null && isOfThisBoot && isAlive(key) ? key.pid : null;
}

/** Another process may have replaced the stale file meanwhile: then its lock is put back. */
function discard(file: string): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
    if (readHolder(aside) !== null) {
      linkSync(aside, file);
    }
  } catch {
    // gone already, or claimed anew: the next attempt tells
  }
  rmSync(aside, { force: true });
}

function release(file: string): void {
  if (readHolder(file) === process.pid) {
    rmSync(file, { force: true });
  }
}
