import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { parseJsonObject } from './json.ts';
import type { JsonObject } from './json.ts';

/** All or nothing, also when the machine dies: a half-written record would hide an engine. */
export function writeWhole(file: string, value: object): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.tmp`;
  const descriptor = openSync(draft, 'w', 0o600);
  try {
    writeSync(descriptor, `${JSON.stringify(value, null, 2)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, file);
}

/** null: not there, or not an object. */
export function readWhole(file: string): JsonObject | null {
  try {
    return parseJsonObject(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
