import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { previousLog } from './rotating-log.ts';

/** A place in the log that survives its rotation. */
export type LogMark = { readonly inode: number; readonly bytes: number };

export type EngineLog = {
  readonly file: string;
  readonly mark: () => LogMark;
  /** What was written since; of a long text its end. Without a mark: since the start. */
  readonly textSince: (mark?: LogMark) => string;
};

const maxBytes = 262_144;

export function createEngineLog(file: string): EngineLog {
  const stat = (path: string): LogMark => {
    const found = statSync(path, { throwIfNoEntry: false });
    return { inode: found?.ino ?? 0, bytes: found?.size ?? 0 };
  };
  return {
    file,
    mark: () => stat(file),
    textSince: (mark) => {
      const from = mark ?? { inode: 0, bytes: 0 };
      if (stat(file).inode === from.inode) {
        return readFrom(file, from.bytes);
      }
      const old = previousLog(file);
      const before = stat(old).inode === from.inode ? from.bytes : 0;
      return `${readFrom(old, before)}${readFrom(file, 0)}`.slice(-maxBytes);
    },
  };
}

function readFrom(file: string, start: number): string {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const length = Math.min(maxBytes, Math.max(0, size - start));
  if (length === 0) {
    return '';
  }
  const buffer = Buffer.alloc(length);
  const descriptor = openSync(file, 'r');
  try {
    const count = readSync(descriptor, buffer, 0, length, size - length);
    return buffer.toString('utf8', 0, count);
  } finally {
    closeSync(descriptor);
  }
}
