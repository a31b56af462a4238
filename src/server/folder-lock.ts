import { linkSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isAlive, ownIdentity } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

export type LockOutcome =
  { readonly kind: 'taken' } | { readonly kind: 'held'; readonly pid: number };

/**
 * Takes an exclusive lock of a folder for the rest of this process. The owner of the highest
 * numbered file holds it while it lives. The highest file is never deleted, so that of two takers
 * of a dead owner's lock exactly one can create the next number.
 */
export const takeFolderLock = (folder: string, name = 'keeper'): LockOutcome => {
  const path = join(folder, `${name}.lock`);
  const current = highestNumber(path);
  const owner = current === 0 ? undefined : readOwner(path, current);
  if (owner !== undefined && isAlive(owner)) {
    return { kind: 'held', pid: owner.pid };
  }
  const mine = current + 1;
  if (!createLock(path, mine) || highestNumber(path) !== mine) {
    return takeFolderLock(folder, name);
  }
  deleteOlder(path, mine);
  return { kind: 'taken' };
};

const lockPath = (path: string, number: number): string => `${path}.${number}`;

const lockNumbers = (path: string): readonly number[] =>
  readdirSync(dirname(path)).flatMap((name) => {
    const digits = name.slice(basename(path).length + 1);
    return name.startsWith(`${basename(path)}.`) && /^\d+$/.test(digits) ? [Number(digits)] : [];
  });

const highestNumber = (path: string): number => Math.max(0, ...lockNumbers(path));

// written aside and linked: the file appears whole or not at all, and never over another
const createLock = (path: string, number: number): boolean => {
  const draft = `${path}-${process.pid}`;
  const { pid, startTime } = ownIdentity();
  writeFileSync(draft, `${pid} ${startTime}\n`);
  try {
    linkSync(draft, lockPath(path, number));
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

const readOwner = (path: string, number: number): ProcessIdentity | undefined => {
  try {
    const [pid, startTime] = readFileSync(lockPath(path, number), 'utf8').trim().split(' ');
    return startTime === undefined ? undefined : { pid: Number(pid), startTime };
  } catch {
    return undefined;
  }
};

const deleteOlder = (path: string, mine: number): void => {
  for (const number of lockNumbers(path).filter((other) => other < mine)) {
    rmSync(lockPath(path, number), { force: true });
  }
};
