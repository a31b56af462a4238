import type { Budget, Costs, Plan } from './budget.ts';
import { allFinalists, reserveOf, stepsCostMs } from './costs.ts';
import type { Steps } from './costs.ts';
import type { SearchProblem, StrategyName } from './search.ts';
import { cellCount, configurationAt, levelOf, levelReader, levels, modelNumber } from './space.ts';
import type { KnobValue, Space } from './space.ts';
import { feasibleCells, levelOrder } from './strategy/level-order.ts';
import { newTrials } from './strategy/slots.ts';

export type PlanInput = SearchProblem & { readonly costs: Costs; readonly budget: Budget };

/** Levels, in the order of opening, that are kept, and how many finalists are confirmed. */
type Choice = { readonly kept: readonly number[]; readonly finalists: number };

/**
 * What fits cap - grace. Drops levels, the one that would open last first, then finalists; where not
 * even the first level fits, the plan says so by costing more than it has.
 */
export function planBudget(input: PlanInput): Plan {
  const { costs, budget, space, settings } = input;
  const order = levelOrder(input);
  const reachable = order.slice(0, reachableLevels(input));
  const availableMs = budget.capMs - budget.graceMs;
  const { kept, finalists } = largestFit(input, reachable, availableMs);
  const steps = stepsOf(input, settings.name, { kept, finalists });
  const all = stepsOf(input, 'exhaustive', { kept: order, finalists: allFinalists });
  const capForAllMs = stepsCostMs(all, costs) + budget.graceMs;
  const isWhole = settings.name !== 'exhaustive' && capForAllMs <= budget.capMs;
  const dropped = kept.length < reachable.length ? order.slice(kept.length) : [];
  return {
    costMs: stepsCostMs(steps, costs),
    availableMs,
    boots: steps.boots,
    trials: steps.trials,
    cells: cellCount(space),
    feasibleCells: feasibleCells(input).length,
    droppedLevels: levelValues(space, dropped),
    droppedFinalists: allFinalists - finalists,
    capForAllMs,
    reserveMs: reserveOf(finalists, costs),
    recommend: isWhole ? 'exhaustive' : null,
  };
}

/** r-zero opens one level in a generation beside the baseline's; the others may take any. */
function reachableLevels({ settings, baselineCell, infeasible }: PlanInput): number {
  if (settings.name !== 'r-zero') return Number.MAX_SAFE_INTEGER;
  return settings.populations.length + (infeasible.includes(baselineCell) ? 0 : 1);
}

function largestFit(input: PlanInput, reachable: readonly number[], availableMs: number): Choice {
  const first = reachable.slice(0, 1);
  const least: Choice = { kept: first, finalists: 0 };
  const choices: readonly Choice[] = [
    ...Array.from({ length: Math.max(1, reachable.length) }, (_, less) => ({
      kept: reachable.slice(0, reachable.length - less),
      finalists: allFinalists,
    })),
    { kept: first, finalists: 1 },
  ];
  const fitting = choices.find(
    (choice) =>
      stepsCostMs(stepsOf(input, input.settings.name, choice), input.costs) <= availableMs,
  );
  return fitting ?? least;
}

/** Boots of the kept levels, one each; trials as far as strategy and feasible configurations go. */
function stepsOf(input: PlanInput, strategy: StrategyName, { kept, finalists }: Choice): Steps {
  const { space, settings, baselineCell } = input;
  const keptLevels = new Set(kept);
  const readLevel = levelReader(space);
  const cells = feasibleCells(input).filter((cell) => keptLevels.has(readLevel(cell)));
  const baseline = cells.includes(baselineCell) ? 1 : 0;
  const wanted = strategy === 'exhaustive' ? cells.length : newTrials(settings) + baseline;
  const trials = Math.min(wanted, cells.length);
  const models = new Set(cells.map((cell) => modelNumber(space, cell))).size;
  return { boots: kept.length, models: Math.min(models, trials), trials, finalists };
}

/** A level as people write it: the value of the only LLM knob, else all values joined. */
function levelValues(space: Space, numbers: readonly number[]): readonly KnobValue[] {
  const values = space.knobs.flatMap((knob) => (knob.engine === 'llm' ? knob.values : []));
  const names = new Set(numbers.map((number) => levels(space)[number]));
  return levels(space)
    .filter((name) => names.has(name))
    .map((name) => values.find((value) => String(value) === name) ?? name);
}

/** Cells of the levels that a plan dropped: nothing there is proposed any more. */
export function dropCells(space: Space, plan: Plan): readonly number[] {
  const dropped = new Set(plan.droppedLevels.map(String));
  return Array.from({ length: cellCount(space) }, (_, cell) => cell).filter((cell) =>
    dropped.has(levelOf(space, configurationAt(space, cell))),
  );
}
