import { DreamError } from '../contracts/errors.ts';
import type { ErrorCode, ErrorDetail } from '../contracts/errors.ts';

/** A failed write as the error that a user sees; what is not about disk or rights stays as it is. */
export function writeError(error: unknown, path: string): unknown {
  switch (systemCodeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return told('DISK_FULL', error, {
        what: 'the disk is full',
        where: path,
        fix: 'free space there, or choose another folder with --artifacts-dir',
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return told('FOLDER_UNWRITABLE', error, {
        what: 'this folder cannot be written',
        where: path,
        fix: 'give this user the right to write there, or choose another folder with --artifacts-dir',
      });
    case 'ENOTDIR':
    case 'ENOENT':
    case 'ELOOP':
      return told('FOLDER_UNWRITABLE', error, {
        what: 'there is no folder to write to',
        where: path,
        fix: 'see what stands in its place, or choose another folder with --artifacts-dir',
      });
    default:
      return error;
  }
}

/** The code of a system error such as ENOSPC; undefined for every other error. */
export function systemCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

function told(code: ErrorCode, error: unknown, detail: ErrorDetail): DreamError {
  const why = systemCodeOf(error);
  return new DreamError(code, why === undefined ? detail : { ...detail, why }, error);
}
