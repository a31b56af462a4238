import type { Spec } from '../contracts/schemas/spec.ts';
import type { Costs, Plan } from '../domain/budget.ts';
import { dropCells, planBudget } from '../domain/planner.ts';
import { cellOf, levelOf, modelOf } from '../domain/space.ts';
import type { Configuration } from '../domain/space.ts';
import { restartsOf } from '../domain/order.ts';
import { remainingMs } from './cap-clock.ts';
import { capOf, record } from './run.ts';
import type { Run } from './run.ts';

/** What fits the cap with these costs, and what had to go. */
export function planSpec(spec: Spec, costs: Costs, infeasible: readonly number[]): Plan {
  return planBudget({
    space: spec.space,
    settings: spec.strategy,
    costs,
    budget: spec.budget,
    infeasible,
    baselineCell: cellOf(spec.space, spec.baseline) ?? 0,
  });
}

/** Plans again with what prepare has learned; what the search may not take goes on record. */
export function planAgain(run: Run): void {
  run.plan = planSpec(
    { ...run.spec, budget: { ...run.spec.budget, capMs: capOf(run) } },
    run.costs,
    run.infeasible,
  );
  const dropped = dropCells(run.spec.space, run.plan);
  record(run, { kind: 'plan', infeasible: run.infeasible, dropped });
  run.infeasible = [...new Set([...run.infeasible, ...dropped])].toSorted((a, b) => a - b);
}

/** Whether a trial of `configuration` and the reserve for confirmation still fit before the cap. */
export function isAffordable(run: Run, configuration: Configuration): boolean {
  return trialCostMs(run, configuration) + run.plan.reserveMs <= planLeftMs(run);
}

/** What the plan's clock has left until cap - grace. */
export function planLeftMs(run: Run): number {
  const { graceMs } = run.spec.budget;
  if (run.spec.planClock === 'recorded') return capOf(run) - graceMs - run.spentMs;
  return remainingMs(run) - graceMs;
}

function trialCostMs(run: Run, configuration: Configuration): number {
  const { space } = run.spec;
  const { boots, restarts } = restartsOf(space, run.running, configuration);
  const soloSttMs =
    run.soloStt[modelOf(space, configuration)] === undefined ? run.costs.soloSttMs : 0;
  const soloLlmMs =
    run.soloLlm[levelOf(space, configuration)] === undefined ? run.costs.soloLlmMs : 0;
  return (
    boots * run.costs.bootMs +
    restarts * run.costs.restartMs +
    soloSttMs +
    soloLlmMs +
    run.costs.probeMs
  );
}

/** One fresh boot in production order with its probe. */
export function confirmCostMs(run: Run): number {
  return run.costs.bootMs + run.costs.restartMs + run.costs.confirmProbeMs;
}
