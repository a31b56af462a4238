import { expect, test } from 'vitest';
import { memoryUse, stabilityPpm } from '../../src/domain/observation.ts';
import { observationsOf } from './trials.ts';

test.each([
  [{ requests: 60, errors: 0, timeouts: 0, preemptions: 0 }, 1_000_000],
  [{ requests: 60, errors: 1, timeouts: 0, preemptions: 0 }, 983_333],
  [{ requests: 60, errors: 1, timeouts: 2, preemptions: 3 }, 900_000],
  [{ requests: 4, errors: 0, timeouts: 0, preemptions: 9 }, 0],
  [{ requests: 0, errors: 0, timeouts: 0, preemptions: 0 }, null],
])('stability of %j is %j ppm', (stress, ppm) => {
  expect(stabilityPpm(stress)).toBe(ppm);
});

test('memory use is the peak share of the card, the rest is free', () => {
  const { gpu } = observationsOf({ peakUsedMiB: 9_001 });
  expect(memoryUse(gpu)).toEqual({ usedPpm: 750_083, freeMiB: 2_999 });
  expect(memoryUse({ ...gpu, peakUsedMiB: 12_500 })).toEqual({ usedPpm: 1_041_666, freeMiB: 0 });
});

test('memory use that the card did not report is absent, not zero', () => {
  const { peakUsedMiB: _, ...gpu } = observationsOf().gpu;
  expect(memoryUse(gpu)).toBeNull();
  expect(memoryUse({ ...gpu, peakUsedMiB: 5, totalMiB: 0 })).toBeNull();
});
