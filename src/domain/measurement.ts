/** Why a figure is absent. Never a number: there are no sentinels. */
export const unmeasuredCauses = [
  'cap',
  'stopped',
  'infrastructure',
  'session-lost',
  'generator-late',
  'no-samples',
  'not-finite',
  'misapplied',
  'cpu-fallback',
  'not-run',
] as const;

export type UnmeasuredCause = (typeof unmeasuredCauses)[number];

/** Integer samples in the unit that the field's name states (`...Us`: microseconds). */
export type Measured = {
  readonly kind: 'measured';
  readonly samples: readonly number[];
  readonly median: number;
  readonly p90: number;
  /** 95 % interval of the median by order statistics, [low, high]. */
  readonly ci: readonly [number, number];
};

export type Measurement =
  | Measured
  | { readonly kind: 'censored'; readonly atLeast: number }
  | { readonly kind: 'infeasible'; readonly cause: string; readonly evidence: string }
  | { readonly kind: 'unmeasured'; readonly cause: UnmeasuredCause; readonly retryable: boolean };

/** A figure that is absent, with its cause. Faults of the machine may be retried, findings may not. */
export function unmeasured(cause: UnmeasuredCause): Extract<Measurement, { kind: 'unmeasured' }> {
  return { kind: 'unmeasured', cause, retryable: isRetryable(cause) };
}

function isRetryable(cause: UnmeasuredCause): boolean {
  switch (cause) {
    case 'infrastructure':
    case 'session-lost':
    case 'generator-late':
    case 'no-samples':
    case 'not-finite':
    case 'misapplied':
    case 'cpu-fallback':
      return true;
    case 'cap':
    case 'stopped':
    case 'not-run':
      return false;
  }
}
