import { createHash } from 'node:crypto';
import type { GpuSeries } from '../domain/observation.ts';

/** One line of the sampler; null is what the card does not tell. */
export type CardSample = {
  readonly atMs: number;
  readonly usedMiB: number | null;
  readonly busyPct: number | null;
  readonly watt: number | null;
  /** Sum of the throttling counters, which only ever grow. */
  readonly throttledUs?: number;
  /** Where there are no counters: was the card held back at this moment? */
  readonly isThrottled?: boolean;
};

/** From and to on this process's monotonic clock. */
export type Window = { readonly fromMs: number; readonly toMs: number };

export type SeriesFacts = {
  readonly periodMs: number;
  readonly totalMiB: number;
  /** Used before the engines came; not theirs. */
  readonly residueMiB: number;
  /** When the probes ran. Empty: all the time that was sampled. */
  readonly windows: readonly Window[];
};

const maxPoints = 120;

/** The samples as figures: what was not told stays absent, and the share that is covered is said. */
export function foldSeries(samples: readonly CardSample[], facts: SeriesFacts): GpuSeries {
  const startMs = samples[0]?.atMs ?? 0;
  const points = thin(samples).map(
    ({ atMs, usedMiB, busyPct }) =>
      [Math.round(atMs - startMs), usedMiB, busyPct] satisfies GpuSeries['points'][number],
  );
  const peakUsedMiB = maxOf(samples.map(({ usedMiB }) => usedMiB));
  const peakWatt = maxOf(samples.map(({ watt }) => watt));
  const busyPct = meanOf(samples.map((sample) => sample.busyPct));
  const throttledUs = throttlingOf(samples, facts.periodMs);
  return {
    periodMs: facts.periodMs,
    coveragePpm: coverage(samples, facts),
    samples: samples.length,
    totalMiB: facts.totalMiB,
    ...(peakUsedMiB === null
      ? {}
      : { peakUsedMiB: Math.max(0, Math.round(peakUsedMiB - facts.residueMiB)) }),
    ...(busyPct === null ? {} : { busyPpm: Math.round(busyPct * 10_000) }),
    ...(peakWatt === null ? {} : { peakPowerMilliwatt: Math.round(peakWatt * 1_000) }),
    ...(throttledUs === null ? {} : { throttledUs }),
    points,
    digest: createHash('sha256').update(JSON.stringify(points)).digest('hex'),
  };
}

/** A moment is covered when the next sample came within three periods. */
function coverage(samples: readonly CardSample[], facts: SeriesFacts): number {
  const windows = facts.windows.length > 0 ? facts.windows : spanOf(samples);
  const askedMs = windows.reduce((sum, { fromMs, toMs }) => sum + Math.max(0, toMs - fromMs), 0);
  if (askedMs === 0) {
    return 0;
  }
  const reachMs = 3 * facts.periodMs;
  const spans = samples.map(({ atMs }, index) => ({
    fromMs: atMs,
    toMs: Math.min(samples[index + 1]?.atMs ?? atMs + facts.periodMs, atMs + reachMs),
  }));
  const coveredMs = windows.reduce(
    (sum, window) => sum + spans.reduce((part, span) => part + overlapMs(window, span), 0),
    0,
  );
  return Math.min(1_000_000, Math.round((coveredMs / askedMs) * 1_000_000));
}

const overlapMs = (a: Window, b: Window): number =>
  Math.max(0, Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs));

function spanOf(samples: readonly CardSample[]): readonly Window[] {
  const [first, last] = [samples[0], samples.at(-1)];
  return first === undefined || last === undefined ? [] : [{ fromMs: first.atMs, toMs: last.atMs }];
}

/** Every n-th sample and the highest of those between: a thinned series keeps its peak. */
function thin(samples: readonly CardSample[]): readonly CardSample[] {
  const size = Math.ceil(samples.length / maxPoints);
  return size <= 1
    ? samples
    : Array.from({ length: Math.ceil(samples.length / size) }, (_, index) =>
        samples.slice(index * size, (index + 1) * size),
      ).flatMap((group) => {
        const [first, ...rest] = group;
        return first === undefined
          ? []
          : [
              rest.reduce(
                (high, one) => ((one.usedMiB ?? -1) > (high.usedMiB ?? -1) ? one : high),
                first,
              ),
            ];
      });
}

const knownOf = (values: readonly (number | null)[]): readonly number[] =>
  values.filter((value) => value !== null);

function maxOf(values: readonly (number | null)[]): number | null {
  const known = knownOf(values);
  return known.length === 0 ? null : known.reduce((high, value) => Math.max(high, value));
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = knownOf(values);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** By the card's counters; without them, one period for every sample that was held back. */
function throttlingOf(samples: readonly CardSample[], periodMs: number): number | null {
  const flags = samples.flatMap(({ isThrottled }) => isThrottled ?? []);
  return flags.length > 0
    ? flags.filter(Boolean).length * periodMs * 1_000
    : growthOf(samples.flatMap(({ throttledUs }) => throttledUs ?? []));
}

/** Difference over the window; a counter that was set back proves nothing. */
function growthOf(values: readonly number[]): number | null {
  const [first, last] = [values[0], values.at(-1)];
  return first === undefined || last === undefined || last < first
    ? null
    : Math.round(last - first);
}
