import { expect, test } from 'vitest';
import { unmeasured } from '../../src/domain/measurement.ts';

test.each([
  ['infrastructure', true],
  ['session-lost', true],
  ['generator-late', true],
  ['no-samples', true],
  ['not-finite', true],
  ['misapplied', true],
  ['cpu-fallback', true],
  ['cap', false],
  ['stopped', false],
  ['not-run', false],
] as const)('a figure unmeasured for %s may be tried again: %s', (cause, retryable) => {
  expect(unmeasured(cause)).toEqual({ kind: 'unmeasured', cause, retryable });
});
