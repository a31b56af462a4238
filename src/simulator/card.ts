import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processStart } from './process-start.ts';

export type Role = 'llm' | 'stt' | 'foreign';

/** What one process has on the simulated card. */
export type Entry = {
  readonly pid: number;
  readonly start: string;
  readonly name: string;
  readonly role: Role;
  readonly memoryMiB: number;
  /** Requests it works on now. */
  readonly running: number;
  /** Milliseconds it was busy, up to `atMs` (since the epoch). */
  readonly busyMs: number;
  readonly atMs: number;
};

/**
 * The card that simulated engines share: a folder with one file per process, written by its owner
 * alone and renamed into place. The entry of a dead process counts no more: its memory is free.
 */
export type Card = {
  entries(): readonly Entry[];
  usedMiB(): number;
  freeMiB(): number;
  /** Requests that processes of a role work on; at most 20 ms old. */
  running(role: Role): number;
  /** A place for a process that lives now. */
  hold(process: Pick<Entry, 'pid' | 'name' | 'role'>): Place;
};

export type Place = {
  /** Sets the memory of this process; false and unchanged if the card has no room. */
  take(memoryMiB: number): boolean;
  setRunning(running: number): void;
  release(): void;
};

export type CardSize = { readonly totalMiB: number; readonly residentMiB: number };

const staleMs = 20;

export const openCard = (stateFolder: string, size: CardSize): Card => {
  const folder = join(stateFolder, 'card');
  mkdirSync(folder, { recursive: true });
  let known: readonly Entry[] = [];
  let knownMs = 0;

  const entries = (): readonly Entry[] => {
    known = readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .flatMap((file) => readEntry(join(folder, file)));
    knownMs = Date.now();
    return known;
  };
  const usedMiB = (): number =>
    entries().reduce((sum, entry) => sum + entry.memoryMiB, size.residentMiB);
  const freeMiB = (): number => size.totalMiB - usedMiB();

  return {
    entries,
    usedMiB,
    freeMiB,
    running: (role) => {
      const list = Date.now() - knownMs < staleMs ? known : entries();
      return list.reduce((sum, entry) => sum + (entry.role === role ? entry.running : 0), 0);
    },
    hold: (owner) => {
      sweepDead(folder);
      return createPlace(folder, owner, freeMiB);
    },
  };
};

const createPlace = (
  folder: string,
  owner: Pick<Entry, 'pid' | 'name' | 'role'>,
  freeMiB: () => number,
): Place => {
  const start = processStart(owner.pid) ?? 'gone';
  const file = join(folder, `${owner.pid}-${start}.json`);
  let entry: Entry = { ...owner, start, memoryMiB: 0, running: 0, busyMs: 0, atMs: Date.now() };
  const write = (change: Partial<Entry>): void => {
    const atMs = Date.now();
    entry = { ...entry, ...change, busyMs: busyUntil(entry, atMs), atMs };
    writeFileSync(`${file}.new`, JSON.stringify(entry));
    renameSync(`${file}.new`, file);
  };
  return {
    take: (memoryMiB) => {
      if (memoryMiB - entry.memoryMiB > freeMiB()) {
        return false;
      }
      if (memoryMiB !== entry.memoryMiB) {
        write({ memoryMiB });
      }
      return true;
    },
    setRunning: (running) => {
      if (running !== entry.running) {
        write({ running });
      }
    },
    release: () => rmSync(file, { force: true }),
  };
};

/** Busy milliseconds of a process up to a moment. */
export const busyUntil = (entry: Entry, atMs: number): number =>
  entry.busyMs + (entry.running > 0 ? Math.max(0, atMs - entry.atMs) : 0);

const readEntry = (file: string): Entry[] => {
  try {
    const entry: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isEntry(entry) && processStart(entry.pid) === entry.start ? [entry] : [];
  } catch {
    return [];
  }
};

// nobody writes the file of a dead process again
const sweepDead = (folder: string): void => {
  for (const file of readdirSync(folder)) {
    const [pid = '', start = ''] = file.split(/[-.]/);
    if (processStart(Number(pid)) !== start) {
      rmSync(join(folder, file), { force: true });
    }
  }
};

const isEntry = (value: unknown): value is Entry =>
  typeof value === 'object' && value !== null && 'pid' in value && 'memoryMiB' in value;
