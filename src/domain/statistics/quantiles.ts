/** Ascending copy. */
export function ascending(samples: readonly number[]): readonly number[] {
  return [...samples].sort((a, b) => a - b);
}

/**
 * Middle of integer samples; of an even number the mean of the two middle ones, rounded down.
 * null where there are none.
 */
export function median(samples: readonly number[]): number | null {
  const sorted = ascending(samples);
  const high = sorted[Math.floor(sorted.length / 2)];
  const low = sorted[Math.ceil(sorted.length / 2) - 1];
  return high === undefined || low === undefined ? null : Math.floor((low + high) / 2);
}

/**
 * Quantile by nearest rank: the smallest sample with at least the share `sharePpm` (1 to 1,000,000)
 * of all samples at or below it. Always a sample itself. null where there are none.
 */
export function quantile(samples: readonly number[], sharePpm: number): number | null {
  const rank = Math.max(1, Math.ceil((samples.length * sharePpm) / 1_000_000));
  return ascending(samples)[rank - 1] ?? null;
}

/**
 * 95 % interval of the median by order statistics: [j-th smallest, j-th largest] with the greatest j
 * for which Binomial(n, 1/2) < j has at most 2.5 %. Below 6 samples min and max, which cover less.
 */
export function medianInterval(samples: readonly number[]): readonly [number, number] | null {
  const sorted = ascending(samples);
  const rank = medianRank(sorted.length);
  const low = sorted[rank - 1];
  const high = sorted[sorted.length - rank];
  return low === undefined || high === undefined ? null : [low, high];
}

/** Rank j of the interval of the median of n samples: 6 -> 1, 10 -> 2, 15 -> 4, 20 -> 6. */
export function medianRank(n: number): number {
  let rank = 0;
  let term = 0.5 ** n;
  let tail = term;
  while (tail <= 0.025 && rank < n) {
    rank += 1;
    term = (term * (n - rank + 1)) / rank;
    tail += term;
  }
  return Math.max(1, rank);
}
