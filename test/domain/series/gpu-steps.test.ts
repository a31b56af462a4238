import { expect, test } from 'vitest';
import { gpuSteps } from '../../../src/domain/series/gpu-steps.ts';
import type { GpuSeries } from '../../../src/domain/observation.ts';
import { makeRow } from './views.ts';

const gpu: GpuSeries = {
  periodMs: 100,
  coveragePpm: 1_000_000,
  samples: 4,
  totalMiB: 1_000,
  points: [
    [0, 100, 10],
    [100, 300, 21],
    [200, null, null],
    [300, 200, 90],
  ],
  digest: 'd',
};
const sampled = { activity: 'sampleGpu', fromMs: 1_000, toMs: 1_300 };

test('each probe has the figures of its time, counted from the start of sampling', () => {
  const spans = [
    { activity: 'applyConfiguration', fromMs: 0, toMs: 900 },
    sampled,
    { activity: 'probeStt', fromMs: 990, toMs: 1_100 },
    { activity: 'probeLlm', fromMs: 1_150, toMs: 1_250 },
    { activity: 'probeCapacity', fromMs: 1_250, toMs: null },
  ];
  expect(gpuSteps(makeRow('c0', { gpu, spans }))).toEqual([
    { activity: 'probeStt', fromMs: 0, toMs: 100, mostUsedMiB: 300, meanBusyPct: 16 },
    { activity: 'probeLlm', fromMs: 150, toMs: 250, mostUsedMiB: null, meanBusyPct: null },
    { activity: 'probeCapacity', fromMs: 250, toMs: 300, mostUsedMiB: 200, meanBusyPct: 90 },
  ]);
});

test.each([
  ['no series', { gpu: null, spans: [sampled] }],
  ['no points', { gpu: { ...gpu, points: [] }, spans: [sampled] }],
  ['no sampling', { gpu, spans: [] }],
])('with %s there are no steps', (_name, change) => {
  expect(gpuSteps(makeRow('c0', change))).toEqual([]);
});
