import type { Spec } from '../contracts/schemas/spec.ts';
import type { Plan } from '../domain/budget.ts';
import { feasibility, infeasibleCells, memoryCanMatter } from '../domain/feasibility.ts';
import { planBudget } from '../domain/planner.ts';
import { cellCount, cellOf, configurationAt, levels } from '../domain/space.ts';
import type { Configuration } from '../domain/space.ts';
import { levelOrder } from '../domain/strategy/level-order.ts';

/** What a run of a spec is going to do, by the profile's figures: nothing is touched. */
export type Planned = {
  readonly spec: Spec;
  readonly plan: Plan;
  readonly configurations: readonly PlannedConfiguration[];
  /** Memory levels in the order in which the search opens them. */
  readonly levelOrder: readonly string[];
  readonly memoryCanMatter: boolean;
};

export type PlannedConfiguration = {
  readonly configuration: Configuration;
  readonly isBaseline: boolean;
  /** Why it cannot fit the card, with the numbers; null where it can. */
  readonly infeasible: string | null;
};

/** The plan as the workflow makes it before prepare has measured anything. */
export function planOf(spec: Spec): Planned {
  const { space, memory } = spec;
  const infeasible = infeasibleCells(space, memory);
  const baselineCell = cellOf(space, spec.baseline) ?? 0;
  const problem = { space, settings: spec.strategy, infeasible, baselineCell };
  const names = levels(space);
  return {
    spec,
    plan: planBudget({ ...problem, costs: spec.costs, budget: spec.budget }),
    configurations: Array.from({ length: cellCount(space) }, (_, cell) => {
      const configuration = configurationAt(space, cell);
      const fits = feasibility(memory, configuration);
      const why = fits.kind === 'infeasible' ? fits.evidence : null;
      return { configuration, isBaseline: cell === baselineCell, infeasible: why };
    }),
    levelOrder: levelOrder(problem).flatMap((number) => names[number] ?? []),
    memoryCanMatter: memoryCanMatter(memory, space, spec.workload),
  };
}
