import type { GpuSeries } from '../observation.ts';
import type { Row } from '../view/view.ts';

/** A probe beside the GPU's figures; milliseconds since sampling began. */
export type GpuStep = {
  readonly activity: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** null where the card did not say. */
  readonly mostUsedMiB: number | null;
  readonly meanBusyPct: number | null;
};

const probes = ['probeStt', 'probeLlm', 'probeCapacity'];

/** What the GPU did during each probe that was sampled; the last end may be one of sampling. */
export function gpuSteps({ gpu, spans }: Row): readonly GpuStep[] {
  const zero = spans.find(({ activity }) => activity === 'sampleGpu')?.fromMs;
  const lastMs = gpu?.points.at(-1)?.[0];
  if (gpu === null || zero === undefined || lastMs === undefined) return [];
  return spans
    .filter(({ activity }) => probes.includes(activity))
    .map(({ activity, fromMs, toMs }) => {
      const from = Math.max(0, fromMs - zero);
      const to = Math.max(from, toMs === null ? lastMs : toMs - zero);
      return { activity, fromMs: from, toMs: to, ...figuresBetween(gpu.points, from, to) };
    });
}

function figuresBetween(
  points: GpuSeries['points'],
  fromMs: number,
  toMs: number,
): Pick<GpuStep, 'mostUsedMiB' | 'meanBusyPct'> {
  const inside = points.filter(([atMs]) => atMs >= fromMs && atMs <= toMs);
  const used = inside.flatMap(([, usedMiB]) => usedMiB ?? []);
  const busy = inside.flatMap(([, , busyPct]) => busyPct ?? []);
  const sum = busy.reduce((total, pct) => total + pct, 0);
  return {
    mostUsedMiB: used.length === 0 ? null : Math.max(...used),
    meanBusyPct: busy.length === 0 ? null : Math.round(sum / busy.length),
  };
}
