import { describe, expect, test } from 'vitest';
import { unmeasured } from '../../../src/domain/measurement.ts';
import {
  assumedBootNoise,
  isLearned,
  learnBootNoise,
} from '../../../src/domain/statistics/boot-noise.ts';
import { observationsOf } from '../trials.ts';

const boot = (sttUs: number, llmUs: number) => observationsOf({ sttUs: [sttUs], llmUs: [llmUs] });

describe('boot noise learned from repeats', () => {
  test('is the pooled deviation of the log medians within configurations', () => {
    const noise = learnBootNoise([
      [boot(100_000, 500_000), boot(110_000, 500_000)],
      [boot(300_000, 900_000)],
    ]);
    expect(noise).toEqual({
      deviationPpm: Math.round((Math.log(1.1) / 2) * 1_000_000),
      boots: 2,
    });
  });

  test('does not see the difference between configurations', () => {
    const noise = learnBootNoise([
      [boot(100_000, 500_000), boot(100_000, 500_000)],
      [boot(400_000, 900_000), boot(400_000, 900_000)],
    ]);
    expect(noise).toEqual({ deviationPpm: 0, boots: 4 });
  });

  test('is assumed where nothing was repeated or nothing measured', () => {
    const whole = boot(100_000, 500_000);
    const reference = {
      ...whole.capacity.reference,
      sttLatencyUs: unmeasured('cap'),
      llmLatencyUs: unmeasured('cap'),
    };
    const blank = { ...whole, capacity: { ...whole.capacity, reference } };
    expect(learnBootNoise([])).toEqual(assumedBootNoise);
    expect(learnBootNoise([[whole], [whole]])).toEqual(assumedBootNoise);
    expect(learnBootNoise([[blank, blank]])).toEqual(assumedBootNoise);
  });

  test('counts from six boots on', () => {
    expect(isLearned({ deviationPpm: 1, boots: 5 })).toBe(false);
    expect(isLearned({ deviationPpm: 1, boots: 6 })).toBe(true);
    expect(isLearned(assumedBootNoise)).toBe(false);
  });
});
