import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { ServerRecord } from '../contracts/schemas/server.ts';

const recordPath = (stateDir: string): string => join(stateDir, 'server.json');

/** The record of the server that runs, or last ran, in a state folder; undefined without one. */
export const readServerRecord = (stateDir: string): ServerRecord | undefined => {
  try {
    const parsed = ServerRecord.safeParse(JSON.parse(readFileSync(recordPath(stateDir), 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
};

export const writeServerRecord = (stateDir: string, record: ServerRecord): void => {
  const draft = `${recordPath(stateDir)}.${process.pid}`;
  const file = openSync(draft, 'w', 0o600);
  writeSync(file, `${JSON.stringify(record, null, 2)}\n`);
  fsyncSync(file);
  closeSync(file);
  renameSync(draft, recordPath(stateDir));
};

export const deleteServerRecord = (stateDir: string): void => {
  rmSync(recordPath(stateDir), { force: true });
};
