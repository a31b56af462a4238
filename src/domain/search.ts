import type { Mutation, Origin } from './candidate.ts';
import type { Space } from './space.ts';

/** State of the pure-rand stream (four int32): plain data that travels in workflow state. */
export type RandomState = readonly number[];

export type StrategyName = 'r-zero' | 'exhaustive' | 'random';

export type StrategySettings = {
  readonly name: StrategyName;
  /** Slots per generation, e.g. [2, 4, 4, 4]; its length is the number of generations. */
  readonly populations: readonly number[];
  readonly tournamentSize: number;
  readonly survivors: number;
  readonly elites: number;
  readonly fresh: number;
  readonly mutationPpm: number;
};

/** What a search strategy is told of a finished trial; compact, carried through continue-as-new. */
export type TrialSummary = {
  readonly candidateId: string;
  readonly cell: number;
  readonly generation: number;
  readonly kind: 'scored' | 'disqualified' | 'infeasible' | 'unmeasured';
  readonly fitnessPpm: number;
  readonly broken: number;
  readonly wordErrorPpm: number;
  readonly freeMiB: number;
};

/** What does not change during a run. `cells` of `infeasible` are never proposed. */
export type SearchProblem = {
  readonly space: Space;
  readonly settings: StrategySettings;
  readonly baselineCell: number;
  readonly infeasible: readonly number[];
};

export type SearchState = {
  readonly random: RandomState;
  /** The next generation to ask for. */
  readonly generation: number;
  readonly trials: readonly TrialSummary[];
};

export type Proposal = {
  readonly cell: number;
  readonly origin: Origin;
  readonly parentIds: readonly string[];
  readonly mutations: readonly Mutation[];
  readonly repeatOf: string | null;
};

/** Tournament draws of one generation, recorded so that `verify` can derive them again. */
export type Selection = {
  readonly generation: number;
  readonly drawn: readonly string[];
  readonly survivors: readonly string[];
  readonly elites: readonly string[];
};

export type Asked =
  | {
      readonly kind: 'generation';
      readonly state: SearchState;
      readonly proposals: readonly Proposal[];
      readonly selection: Selection | null;
    }
  | { readonly kind: 'ended'; readonly reason: 'generations' | 'exhausted' };

export type Strategy = {
  readonly ask: (problem: SearchProblem, state: SearchState) => Asked;
  readonly tell: (state: SearchState, trials: readonly TrialSummary[]) => SearchState;
};
