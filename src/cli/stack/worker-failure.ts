import { isRecord } from '../../client/records.ts';
import { errorCodes } from '../../contracts/errors.ts';
import type { ErrorCode } from '../../contracts/errors.ts';

/** What a worker said of its end; `code` where it is an error that a user sees. */
export type WorkerFailure = {
  readonly code: ErrorCode | null;
  readonly what: string;
  readonly where?: string;
  readonly why?: string;
  readonly fix?: string;
};

export function plainFailure(what: string): WorkerFailure {
  return { code: null, what };
}

/** The error in a line of a worker's log; null for any other line. */
export function readFailure(line: string): WorkerFailure | null {
  try {
    const entry: unknown = JSON.parse(line);
    if (!isRecord(entry) || entry['level'] !== 'error') return null;
    return {
      code: errorCodes.find((code) => code === entry['code']) ?? null,
      what: typeof entry['msg'] === 'string' ? entry['msg'] : 'unknown',
      ...field(entry, 'where'),
      ...field(entry, 'why'),
      ...field(entry, 'fix'),
    };
  } catch {
    return /error/i.test(line) ? plainFailure(line.slice(0, 300)) : null;
  }
}

function field(entry: Readonly<Record<string, unknown>>, name: 'where' | 'why' | 'fix') {
  const value = entry[name];
  return typeof value === 'string' && value !== '' ? { [name]: value } : {};
}
