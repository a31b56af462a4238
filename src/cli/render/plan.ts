import { configurationWords } from '../../domain/configuration-words.ts';
import type { Planned } from '../plan-of.ts';
import { asTyped } from './error.ts';
import type { Paint } from './paint.ts';
import { showSeconds } from '../../domain/words/figures.ts';

type Shown = { readonly paint: Paint; readonly own: string };

/** The few lines that `run` and `start` print before anything happens. */
export function renderPlanHead(planned: Planned, { paint, own }: Shown): string {
  const { spec, plan } = planned;
  const simulated = spec.simulated ? paint.warn(' (SIMULATED: no GPU is used)') : '';
  return asTyped(
    [
      `${paint.bold(spec.experiment)} with engines ${spec.engines}${simulated}, seed ${spec.seed}`,
      `  ${spaceWords(planned)}; baseline ${configurationWords(spec.baseline)}`,
      `  ${searchWords(planned)}`,
      `  about ${showSeconds(plan.costMs)} of the cap of ${showSeconds(spec.budget.capMs)}, ${showSeconds(plan.reserveMs)} of it kept for confirmation (estimates of the profile)`,
      ...notes(planned).map((note) => `  ${paint.warn('note:')} ${note}`),
    ].join('\n'),
    own,
  );
}

/** All of the plan: every configuration, what cannot fit and why, the order, what was dropped. */
export function renderPlan(planned: Planned, shown: Shown): string {
  const { configurations, levelOrder } = planned;
  const { paint } = shown;
  const feasible = configurations.filter(({ infeasible }) => infeasible === null);
  const ruledOut = configurations.filter(({ infeasible }) => infeasible !== null);
  return [
    renderPlanHead(planned, shown),
    '',
    paint.bold(`Can run (${feasible.length})`),
    ...feasible.map(
      ({ configuration, isBaseline }) =>
        `  ${configurationWords(configuration)}${isBaseline ? '  (baseline)' : ''}`,
    ),
    ...(ruledOut.length === 0 ? [] : ['', paint.bold(`Cannot fit this card (${ruledOut.length})`)]),
    ...ruledOut.map(
      ({ configuration, infeasible, isBaseline }) =>
        `  ${configurationWords(configuration)}${isBaseline ? ' (baseline)' : ''}: ${infeasible ?? ''}`,
    ),
    '',
    `${paint.bold('Levels in the order of opening:')} ${levelOrder.join(', ')}`,
  ].join('\n');
}

function spaceWords({ spec, plan }: Planned): string {
  const knobs = spec.space.knobs.map(({ name, values }) => `${name} ${values.join(' ')}`);
  const some = plan.feasibleCells === plan.cells ? '' : `, ${plan.feasibleCells} of them can fit`;
  return `${plan.cells} configurations (${knobs.join(' x ')})${some}`;
}

function searchWords({ spec, plan }: Planned): string {
  const { name, populations } = spec.strategy;
  const slots = name === 'exhaustive' ? '' : `, ${populations.join(' + ')} slots`;
  return `search ${name}${slots}: up to ${plan.trials} trials on ${plan.boots} engine boots`;
}

function notes({ spec, plan, memoryCanMatter }: Planned): readonly string[] {
  const cap = `--cap ${capWords(plan.capForAllMs)}`;
  const left = plan.cells - plan.trials;
  return [
    ...(plan.costMs > plan.availableMs
      ? [`not even the first level fits before the cap; try \`${cap}\``]
      : []),
    ...(plan.droppedLevels.length === 0
      ? []
      : [`levels ${plan.droppedLevels.join(', ')} are dropped: they do not fit the cap`]),
    ...(plan.droppedFinalists === 0
      ? []
      : [`${plan.droppedFinalists} of 2 confirmations are dropped: a winner may stay unconfirmed`]),
    ...(left > 0 && plan.capForAllMs > spec.budget.capMs
      ? [`${plan.trials} of ${plan.feasibleCells}; all ${plan.feasibleCells} need \`${cap}\``]
      : []),
    ...(plan.recommend === null
      ? []
      : ['the whole space fits the cap: `--strategy exhaustive` measures all of it']),
    ...(memoryCanMatter ? [] : ['the memory level cannot matter for this workload']),
  ];
}

/** The next whole minute as `--cap` takes it. */
function capWords(ms: number): string {
  return `${Math.ceil(ms / 60_000)}m`;
}
