import type { Objective, QualityRule } from '../objective.ts';
import type { Configuration, EngineRole, Space } from '../space.ts';

/** What of the spec the screens need. */
export type ViewSpec = {
  readonly experiment: string;
  readonly engines: string;
  readonly gpuClass: string;
  readonly simulated: boolean;
  readonly seed: number;
  readonly capMs: number;
  readonly strategy: string;
  readonly generations: number;
  readonly baseline: Configuration;
  readonly objectives: readonly Objective[];
  readonly space: Space;
  readonly productionOrder: readonly EngineRole[];
  readonly workload: ViewWorkload;
  readonly quality: QualityRule;
  readonly approval: 'solo' | 'two-person';
  readonly target: 'simulated' | 'production';
  /** How long a proposal waits for a person. */
  readonly expireAfterMs: number;
  readonly profileDigest: string;
  readonly workloadDigest: string;
  readonly digest: string;
};

/** The load that every figure holds for. */
export type ViewWorkload = {
  readonly name: string;
  readonly promptTokens: number;
  readonly maxTokens: number;
  /** Voice turns at once for the latency objectives, and how many turns there were. */
  readonly referenceConcurrency: number;
  readonly referenceTurns: number;
  readonly ceilingConcurrency: number;
};
