const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of a duration that the schema has accepted: `90s`, `6m`, `2h`, `7d`. */
export function durationMs(duration: string): number {
  const amount = Number(duration.slice(0, -1));
  switch (duration.at(-1)) {
    case 'm':
      return amount * unitMs.m;
    case 'h':
      return amount * unitMs.h;
    case 'd':
      return amount * unitMs.d;
    default:
      return amount * unitMs.s;
  }
}

/** A duration in words: `6m`, `90s`, `1.5s`. */
export function showDuration(ms: number): string {
  if (ms >= unitMs.m && ms % unitMs.m === 0) {
    return `${ms / unitMs.m}m`;
  }
  return `${Number((ms / unitMs.s).toFixed(1))}s`;
}

/** 25 % -> 250000 ppm. */
export const ppmOfPercent = (percent: number): number => Math.round(percent * 10_000);

export const usOfMs = (ms: number): number => ms * 1_000;

/** The sum of percents without the dust of binary fractions. */
export const sumOfPercents = (percents: readonly number[]): number =>
  percents.reduce((sum, percent) => sum + ppmOfPercent(percent), 0) / 10_000;
