import { linkSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, ownIdentity } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

export type LockOutcome =
  { readonly kind: 'taken' } | { readonly kind: 'held'; readonly pid: number };

const lockName = /^keeper\.lock\.(\d+)$/;

/**
 * Takes the exclusive lock of a folder for the rest of this process. The owner of the highest
 * numbered file holds it while it lives. The highest file is never deleted, so that of two takers
 * of a dead owner's lock exactly one can create the next number.
 */
export const takeFolderLock = (folder: string): LockOutcome => {
  const current = highestNumber(folder);
  const owner = current === 0 ? undefined : readOwner(folder, current);
  if (owner !== undefined && isAlive(owner)) {
    return { kind: 'held', pid: owner.pid };
  }
  const mine = current + 1;
  if (!createLock(folder, mine) || highestNumber(folder) !== mine) {
    return takeFolderLock(folder);
  }
  deleteOlder(folder, mine);
  return { kind: 'taken' };
};

const lockPath = (folder: string, number: number): string => join(folder, `keeper.lock.${number}`);

const lockNumbers = (folder: string): readonly number[] =>
  readdirSync(folder).flatMap((name) => {
    const digits = lockName.exec(name)?.[1];
    return digits === undefined ? [] : [Number(digits)];
  });

const highestNumber = (folder: string): number => Math.max(0, ...lockNumbers(folder));

// written aside and linked: the file appears whole or not at all, and never over another
const createLock = (folder: string, number: number): boolean => {
  const draft = join(folder, `keeper.lock-${process.pid}`);
  const { pid, startTime } = ownIdentity();
  writeFileSync(draft, `${pid} ${startTime}\n`);
  try {
    linkSync(draft, lockPath(folder, number));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      return false;
    }
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
};

const readOwner = (folder: string, number: number): ProcessIdentity | undefined => {
  try {
    const [pid, startTime] = readFileSync(lockPath(folder, number), 'utf8').trim().split(' ');
    return startTime === undefined ? undefined : { pid: Number(pid), startTime };
  } catch {
    return undefined;
  }
};

const deleteOlder = (folder: string, mine: number): void => {
  for (const number of lockNumbers(folder).filter((other) => other < mine)) {
    rmSync(lockPath(folder, number), { force: true });
  }
};
