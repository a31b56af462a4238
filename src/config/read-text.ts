import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { relative } from 'node:path';
import { invalid, noSuchFile, ok } from './problem.ts';
import type { ConfigProblem, Result } from './problem.ts';

export const maxConfigBytes = 65_536;

/** The text of a file, UTF-8 with or without byte order mark; never waits on a pipe, never reads on. */
export function readText(file: string, maxBytes: number = maxConfigBytes): Result<string> {
  const opened = openQuietly(file);
  if (typeof opened !== 'number') {
    return invalid(opened);
  }
  try {
    const stats = fstatSync(opened);
    const problem = checkKind(file, stats, maxBytes);
    return problem === null ? decode(file, readAll(opened, stats.size)) : invalid(problem);
  } finally {
    closeSync(opened);
  }
}

/** A path as messages show it: relative where that is shorter and stays below the working folder. */
export function showPath(file: string): string {
  const short = relative(process.cwd(), file);
  return short === '' || short.startsWith('..') ? file : short;
}

/** Opened without waiting: a FIFO nobody writes to would block for ever. */
function openQuietly(file: string): number | ConfigProblem {
  if (file.includes('\0')) {
    return fileProblem(file, 'a path with a NUL byte', 'a path to a file', 'mend the path');
  }
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? fileProblem(file, noSuchFile, 'a YAML file', 'write one with: dream config init')
      : fileProblem(
          file,
          `a file that cannot be read (${code})`,
          'a readable file',
          'mend its rights',
        );
  }
}

function checkKind(file: string, stats: Stats, maxBytes: number): ConfigProblem | null {
  if (stats.isDirectory()) {
    return fileProblem(file, 'a folder', 'a file', 'name the file inside it');
  }
  if (!stats.isFile()) {
    const kind = stats.isFIFO() ? 'a pipe (FIFO)' : 'a device or socket';
    return fileProblem(file, kind, 'a regular file', 'write it to a file first');
  }
  return stats.size > maxBytes
    ? fileProblem(file, `${stats.size} bytes`, `at most ${maxBytes} bytes`, 'make the file smaller')
    : null;
}

function readAll(descriptor: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let filled = 0;
  while (filled < size) {
    const count = readSync(descriptor, bytes, filled, size - filled, filled);
    if (count === 0) {
      break;
    }
    filled += count;
  }
  return bytes.subarray(0, filled);
}

function decode(file: string, bytes: Buffer): Result<string> {
  const isUtf16 = /^(fffe|feff)/.test(bytes.subarray(0, 2).toString('hex'));
  if (isUtf16 || bytes.subarray(0, 64).includes(0)) {
    return invalid(fileProblem(file, 'UTF-16 or binary data', 'UTF-8 text', 'save it as UTF-8'));
  }
  return isUtf8(bytes)
    ? ok(bytes.toString('utf8').replace(/^\ufeff/, ''))
    : invalid(fileProblem(file, 'bytes that are not UTF-8', 'UTF-8 text', 'save it as UTF-8'));
}

const fileProblem = (file: string, got: string, allowed: string, fix: string): ConfigProblem => ({
  where: showPath(file),
  path: '',
  got,
  allowed,
  fix,
});
