import type { Configuration, KnobValue } from './space.ts';

export type Origin = 'baseline' | 'initial' | 'elite' | 'child' | 'random' | 'grid' | 'injected';

export type Mutation = { readonly knob: string; readonly from: KnobValue; readonly to: KnobValue };

/** A configuration with an ancestry. `id` is `c0` for the baseline, then `c1`, `c2` ... by proposal. */
export type Candidate = {
  readonly id: string;
  readonly cell: number;
  readonly configuration: Configuration;
  readonly generation: number;
  readonly origin: Origin;
  readonly parentIds: readonly string[];
  readonly mutations: readonly Mutation[];
  /** The earlier candidate of the same configuration whose trial stands for this one. */
  readonly repeatOf: string | null;
};

/** Order of proposal, by id: c0 before c1, c9 before c10. */
export function compareIds(left: string, right: string): number {
  return left.length - right.length || Number(left > right) - Number(left < right);
}

/** Knobs whose values differ from parent to child, in the order of the child's knobs. */
export function mutationsBetween(parent: Configuration, child: Configuration): readonly Mutation[] {
  return Object.entries(child).flatMap(([knob, to]) => {
    const from = parent[knob];
    return from === undefined || from === to ? [] : [{ knob, from, to }];
  });
}
