import { InvalidArgumentError } from '@commander-js/extra-typings';
import { durationMs } from '../config/units.ts';
import { Duration } from '../contracts/schemas/config.ts';

/** `90s`, `6m`, `2h` as milliseconds. */
export function parseDuration(text: string): number {
  const checked = Duration.safeParse(text);
  if (!checked.success) throw new InvalidArgumentError('write a duration such as 90s, 6m or 2h.');
  return durationMs(checked.data);
}

/** A whole number of at least `least`. */
export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = Number(text);
    const isWhole = /^[0-9]+$/.test(text) && Number.isSafeInteger(value);
    if (isWhole && value >= least && value <= most) return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `${least} to ${most}`;
    throw new InvalidArgumentError(`write a whole number ${range}.`);
  };
}

/** Collects an option that may be given several times. */
export function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}
