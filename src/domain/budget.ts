import type { KnobValue } from './space.ts';

/** What the steps of this environment cost: the profile's estimates, later what prepare measured. */
export type Costs = {
  readonly bootMs: number;
  readonly restartMs: number;
  readonly probeMs: number;
  readonly soloSttMs: number;
  readonly soloLlmMs: number;
  readonly confirmProbeMs: number;
};

export type Budget = {
  readonly capMs: number;
  readonly graceMs: number;
  readonly maxCapMs: number;
  readonly prepareLimitMs: number;
};

/**
 * Memory arithmetic of a card, in MiB. `levelKnob` is the percent knob whose share of the card
 * covers weights, overhead and KV cache; `modelMiB` is what each STT model takes beside it.
 */
export type MemoryModel = {
  readonly totalMiB: number;
  readonly reserveMiB: number;
  readonly weightsMiB: number;
  readonly overheadMiB: number;
  readonly kvMinimumMiB: number;
  readonly kvBytesPerToken: number;
  readonly levelKnob: string;
  readonly modelKnob: string;
  readonly modelMiB: Readonly<Record<string, number>>;
};

export type Feasibility =
  | { readonly kind: 'feasible'; readonly kvTokens: number; readonly freeMiB: number }
  | { readonly kind: 'infeasible'; readonly evidence: string };

/** What a run is going to do, and what had to go to fit the cap. */
export type Plan = {
  readonly costMs: number;
  readonly availableMs: number;
  readonly boots: number;
  readonly trials: number;
  readonly cells: number;
  readonly feasibleCells: number;
  readonly droppedLevels: readonly KnobValue[];
  readonly droppedFinalists: number;
  /** Smallest cap that would cover all. */
  readonly capForAllMs: number;
  readonly reserveMs: number;
  readonly recommend: 'exhaustive' | null;
};
