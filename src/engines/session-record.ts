import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineRole } from '../domain/space.ts';
import { readKey } from './guard-protocol.ts';
import { integerOf, textOf } from './json.ts';
import type { JsonObject } from './json.ts';
import { isAlive, ownKey, readMachineBootId } from './process-table.ts';
import type { ProcessKey } from './process-table.ts';
import { sweep } from './sweep.ts';
import type { SweepReport } from './sweep.ts';
import { readWhole, writeWhole } from './whole-file.ts';

/** One holding of a card by one worker process: what a later worker needs to clear up after it. */
export type SessionRecord = {
  readonly marker: string;
  readonly folder: string;
  readonly card: string;
  /** Engines are noted as they start, so that their groups are known when nobody is left to tell. */
  readonly noteEngine: (role: EngineRole, key: ProcessKey) => void;
  readonly close: () => void;
};

export type UnclosedSession = {
  readonly marker: string;
  readonly folder: string;
  readonly card: string;
  readonly engines: readonly ProcessKey[];
  /** When the session began, for messages. */
  readonly openedAtMs: number;
};

const sessionsFolder = (stateDir: string): string => join(stateDir, 'sessions');
const recordFile = (folder: string): string => join(folder, 'session.json');

/** Opens a record in `<state>/sessions/<marker>/`; the marker is new and names all its processes. */
export function openSessionRecord(stateDir: string, card: string): SessionRecord {
  const marker = randomBytes(8).toString('hex');
  const folder = join(sessionsFolder(stateDir), marker);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const base = {
    marker,
    card,
    owner: ownKey(),
    machineBootId: readMachineBootId(),
    openedAtMs: Date.now(),
  };
  let engines: readonly (ProcessKey & { readonly role: EngineRole })[] = [];
  const write = (closed: boolean): void =>
    writeWhole(recordFile(folder), { ...base, engines, closed });
  write(false);
  return {
    marker,
    folder,
    card,
    noteEngine: (role, { pid, startTicks }) => {
      engines = [...engines, { role, pid, startTicks }];
      write(false);
    },
    close: () => write(true),
  };
}

/** Sessions without an end whose worker is gone. */
export function findUnclosed(stateDir: string): readonly UnclosedSession[] {
  const folder = sessionsFolder(stateDir);
  return (existsSync(folder) ? readdirSync(folder) : []).flatMap((name) => {
    const record = readWhole(recordFile(join(folder, name)));
    return record === null || record['closed'] === true || hasLivingOwner(record)
      ? []
      : [toUnclosed(record, join(folder, name))];
  });
}

/** Kills what unclosed sessions have left and closes those of which nothing remains. */
export async function sweepAll(
  stateDir: string,
): Promise<readonly (UnclosedSession & SweepReport)[]> {
  const swept: (UnclosedSession & SweepReport)[] = [];
  for (const session of findUnclosed(stateDir)) {
    const report = await sweep({ marker: session.marker, known: session.engines });
    if (report.left.length === 0) {
      const record = readWhole(recordFile(session.folder)) ?? {};
      writeWhole(recordFile(session.folder), { ...record, closed: true });
    }
    swept.push({ ...session, ...report });
  }
  return swept;
}

function hasLivingOwner(record: JsonObject): boolean {
  const owner = readKey(record['owner']);
  return owner !== null && isOfThisBoot(record) && isAlive(owner);
}

function toUnclosed(record: JsonObject, folder: string): UnclosedSession {
  const engines = record['engines'];
  const keys = (Array.isArray(engines) ? engines : []).flatMap(
    (one: unknown) => readKey(one) ?? [],
  );
  return {
    marker: textOf(record, 'marker') ?? '',
    folder,
    card: textOf(record, 'card') ?? '',
    // after a reboot the same pids are other processes
    engines: isOfThisBoot(record) ? keys : [],
    openedAtMs: integerOf(record, 'openedAtMs') ?? 0,
  };
}

const isOfThisBoot = (record: JsonObject): boolean =>
  textOf(record, 'machineBootId') === readMachineBootId();
