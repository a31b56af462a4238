import { unmeasuredCauses } from '../measurement.ts';
import type { Measurement } from '../measurement.ts';
import { flagAt, intAt, listAt, textAt, wordAt } from './foreign.ts';

const kinds = ['measured', 'censored', 'infeasible', 'unmeasured'] as const;

/** A figure from JSON of the history; null where it is none. */
export function readMeasurement(value: unknown): Measurement | null {
  switch (wordAt(value, 'kind', kinds)) {
    case 'measured':
      return readMeasured(value);
    case 'censored': {
      const atLeast = intAt(value, 'atLeast');
      return atLeast === null ? null : { kind: 'censored', atLeast };
    }
    case 'infeasible': {
      const cause = textAt(value, 'cause') ?? '';
      return { kind: 'infeasible', cause, evidence: textAt(value, 'evidence') ?? '' };
    }
    case 'unmeasured': {
      const cause = wordAt(value, 'cause', unmeasuredCauses);
      const retryable = flagAt(value, 'retryable');
      return cause === null ? null : { kind: 'unmeasured', cause, retryable };
    }
    case null:
      return null;
  }
}

function readMeasured(value: unknown): Measurement | null {
  const median = intAt(value, 'median');
  const p90 = intAt(value, 'p90');
  const [low, high] = wholeNumbers(listAt(value, 'ci'));
  if (median === null || p90 === null || low === undefined || high === undefined) return null;
  const samples = wholeNumbers(listAt(value, 'samples'));
  return { kind: 'measured', samples, median, p90, ci: [low, high] };
}

function wholeNumbers(list: readonly unknown[]): readonly number[] {
  return list.filter((item): item is number => Number.isSafeInteger(item));
}
