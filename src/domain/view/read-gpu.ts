import type { GpuSeries } from '../observation.ts';
import { intAt, listAt, textAt } from './foreign.ts';

/** The GPU beside the probes; fields that were absent stay absent. */
export function readGpu(value: unknown): GpuSeries | null {
  const periodMs = intAt(value, 'periodMs');
  const totalMiB = intAt(value, 'totalMiB');
  const digest = textAt(value, 'digest');
  if (periodMs === null || totalMiB === null || digest === null) return null;
  return {
    periodMs,
    coveragePpm: intAt(value, 'coveragePpm') ?? 0,
    samples: intAt(value, 'samples') ?? 0,
    totalMiB,
    ...present('peakUsedMiB', intAt(value, 'peakUsedMiB')),
    ...present('busyPpm', intAt(value, 'busyPpm')),
    ...present('peakPowerMilliwatt', intAt(value, 'peakPowerMilliwatt')),
    ...present('throttledUs', intAt(value, 'throttledUs')),
    points: listAt(value, 'points').flatMap(readPoint),
    digest,
  };
}

type Figure = 'peakUsedMiB' | 'busyPpm' | 'peakPowerMilliwatt' | 'throttledUs';

function present(name: Figure, figure: number | null): Partial<Record<Figure, number>> {
  return figure === null ? {} : { [name]: figure };
}

function readPoint(value: unknown): GpuSeries['points'] {
  const atMs = intAt(value, '0');
  return atMs === null ? [] : [[atMs, intAt(value, '1'), intAt(value, '2')]];
}
