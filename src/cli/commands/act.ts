import type { Context } from '../globals.ts';

type Code = Promise<number> | number;

/**
 * Turns a command's work into commander's action: the work gets the surroundings, then what was
 * typed, and its number becomes the exit code.
 */
export type Act = {
  readonly plain: <Flags>(
    work: (context: Context, flags: Flags) => Code,
  ) => (flags: Flags) => Promise<void>;
  /** For commands with one argument. */
  readonly on: <Flags>(
    work: (context: Context, target: string | undefined, flags: Flags) => Code,
  ) => (target: string | undefined, flags: Flags) => Promise<void>;
};
