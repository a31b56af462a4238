import { exitCodes } from '../../contracts/errors.ts';
import { chooseExperiment } from '../experiment-input.ts';
import type { ExperimentFlags } from '../experiment-input.ts';
import type { Context } from '../globals.ts';
import { planOf } from '../plan-of.ts';
import { renderPlan } from '../render/plan.ts';
import type { Act } from './act.ts';
import { experimentCommand } from './experiment-options.ts';

/** `dream plan`: what a run would do; touches nothing, needs no server. */
export function createPlanCommand(act: Act) {
  return experimentCommand('plan')
    .description('what a run would do: configurations, what cannot fit, time against the cap')
    .action(act.plain<ExperimentFlags>(plan));
}

function plan(context: Context, flags: ExperimentFlags): number {
  const { screen, own } = context;
  const planned = planOf(chooseExperiment(context, flags).spec);
  const { spec, ...rest } = planned;
  if (screen.form === 'text') screen.print(renderPlan(planned, { paint: screen.paint, own }));
  else
    screen.printJson({
      experiment: spec.experiment,
      engines: spec.engines,
      specDigest: spec.digest,
      ...rest,
    });
  return exitCodes.done;
}
