import type { ErrorCode } from '../../contracts/errors.ts';

/** One finding of `doctor`, with what to do about it where something is. */
export type Check = {
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly found: string;
  readonly remedy?: string;
  /** Decides the exit code of a failure. */
  readonly code?: ErrorCode;
};

export const ok = (name: string, found: string): Check => ({ name, state: 'ok', found });

export const warn = (name: string, found: string, remedy: string): Check => ({
  name,
  state: 'warn',
  found,
  remedy,
});

export const fail = (
  name: string,
  found: string,
  { remedy, code }: { readonly remedy: string; readonly code: ErrorCode },
): Check => ({ name, state: 'fail', found, remedy, code });
