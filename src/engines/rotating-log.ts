import { closeSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export type RotatingLog = { readonly write: (chunk: Uint8Array) => void };

export const previousLog = (file: string): string => `${file}.1`;

/** Appends to `file`; when it is full it becomes `file.1`: never more than twice the limit on disk. */
export function openRotatingLog(file: string, limitBytes: number): RotatingLog {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  let descriptor = openSync(file, 'a', 0o600);
  let size = 0;

  const rotate = (): void => {
    renameSync(file, previousLog(file));
    const full = descriptor;
    descriptor = openSync(file, 'a', 0o600);
    closeSync(full);
    size = 0;
  };

  return {
    write: (chunk) => {
      // a full disk must not end the guard: then lines are lost, not engines
      try {
        if (size > 0 && size + chunk.length > limitBytes) {
          rotate();
        }
        size += writeSync(descriptor, chunk);
      } catch {
        size = 0;
      }
    },
  };
}
