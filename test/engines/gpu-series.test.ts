import { describe, expect, test } from 'vitest';
import { foldSeries } from '../../src/engines/gpu-series.ts';
import type { CardSample } from '../../src/engines/gpu-series.ts';

const sample = (atMs: number, more: Partial<CardSample> = {}): CardSample => ({
  atMs,
  usedMiB: 1_000,
  busyPct: 50,
  watt: 100,
  ...more,
});
const facts = { periodMs: 100, totalMiB: 12_288, residueMiB: 64, windows: [] };
const every100 = (count: number): CardSample[] =>
  Array.from({ length: count }, (_, index) => sample(index * 100));

describe('the figures of a series', () => {
  test('are peaks without the residue, mean load and growth of the throttling', () => {
    const samples = [
      sample(0, { usedMiB: 900, throttledUs: 500 }),
      sample(100, { usedMiB: 7_064, busyPct: 100, watt: 170.5, throttledUs: 900 }),
    ];
    expect(foldSeries(samples, facts)).toMatchObject({
      samples: 2,
      peakUsedMiB: 7_000,
      busyPpm: 750_000,
      peakPowerMilliwatt: 170_500,
      throttledUs: 400,
      points: [
        [0, 900, 50],
        [100, 7_064, 100],
      ],
    });
  });

  test('are absent where the card tells nothing, never 0', () => {
    const mute = foldSeries([sample(0, { usedMiB: null, busyPct: null, watt: null })], facts);
    expect(Object.keys(mute)).toEqual([
      'periodMs',
      'coveragePpm',
      'samples',
      'totalMiB',
      'points',
      'digest',
    ]);
    expect(mute.points).toEqual([[0, null, null]]);
  });

  test('throttling without counters is one period for every sample that was held back', () => {
    const held = [true, false, true].map((isThrottled, index) =>
      sample(index * 100, { isThrottled }),
    );
    expect(foldSeries(held, facts).throttledUs).toBe(200_000);
  });

  test('a long series is thinned to 120 points and keeps its peak', () => {
    const samples = every100(1_000).map((one, index) =>
      index === 777 ? { ...one, usedMiB: 9_000 } : one,
    );
    const { points, samples: count } = foldSeries(samples, facts);
    expect(count).toBe(1_000);
    expect(points.length).toBeLessThanOrEqual(120);
    expect(points.map(([, usedMiB]) => usedMiB)).toContain(9_000);
  });
});

describe('the share of the probes that was seen', () => {
  test('is whole when the samples never stop', () => {
    const windows = [{ fromMs: 100, toMs: 900 }];
    expect(foldSeries(every100(11), { ...facts, windows }).coveragePpm).toBe(1_000_000);
  });

  test('is less by what came before the first sample and after the last', () => {
    const windows = [{ fromMs: -500, toMs: 500 }];
    expect(foldSeries(every100(11), { ...facts, windows }).coveragePpm).toBe(500_000);
  });

  test('counts a gap as not seen', () => {
    const windows = [{ fromMs: 0, toMs: 1_000 }];
    const samples = [sample(0), sample(100), sample(1_000)];
    expect(foldSeries(samples, { ...facts, windows }).coveragePpm).toBe(400_000);
  });

  test('is nothing without samples', () => {
    const windows = [{ fromMs: 0, toMs: 1_000 }];
    expect(foldSeries([], { ...facts, windows }).coveragePpm).toBe(0);
  });
});
