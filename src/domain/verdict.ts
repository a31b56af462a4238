import type { UnmeasuredCause } from './measurement.ts';
import type { ObjectiveName } from './objective.ts';

/** One objective of a scored candidate: the recorded value, its desirability, its share of the fitness. */
export type FitnessPart = {
  readonly objective: ObjectiveName;
  readonly value: number;
  readonly desirabilityPpm: number;
  readonly weightPpm: number;
};

export type Quality = 'kept' | 'worse' | 'not-decidable' | 'no-baseline';

export type Scored = {
  readonly kind: 'scored';
  readonly fitnessPpm: number;
  /** Weighted geometric mean, shown beside the fitness, never decided by. */
  readonly geometricPpm: number;
  readonly parts: readonly FitnessPart[];
  /** Objectives at or beyond their limit: such a candidate ranks below every one without. */
  readonly broken: readonly ObjectiveName[];
  readonly quality: Quality;
  readonly wordErrorPpm: number;
  readonly freeMiB: number;
};

export type Verdict =
  | Scored
  | {
      readonly kind: 'disqualified';
      readonly reason: 'oom' | 'quality' | 'instability';
      readonly evidence: string;
    }
  | { readonly kind: 'infeasible'; readonly evidence: string }
  | { readonly kind: 'unmeasured'; readonly cause: UnmeasuredCause; readonly evidence: string };
