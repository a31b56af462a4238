import { mutationsBetween } from '../candidate.ts';
import { chance, draw, nextInt } from '../random.ts';
import type { Proposal, RandomState, SearchProblem, TrialSummary } from '../search.ts';
import { configurationAt } from '../space.ts';
import type { Space } from '../space.ts';

/** After so many draws without a new configuration one in reach is drawn uniformly. */
const maxRedraws = 100;

/** A child of `parent` in one of the `open` cells: mutated, redrawn until it is in one. */
export function breed(
  state: RandomState,
  problem: SearchProblem,
  parent: TrialSummary,
  open: readonly number[],
): readonly [readonly Proposal[], RandomState] {
  const [cells, random] = mutateUntilOpen(state, problem, parent.cell, open);
  const from = configurationAt(problem.space, parent.cell);
  const children = cells.map((cell): Proposal => ({
    cell,
    origin: 'child',
    parentIds: [parent.candidateId],
    mutations: mutationsBetween(from, configurationAt(problem.space, cell)),
    repeatOf: null,
  }));
  return [children, random];
}

function mutateUntilOpen(
  state: RandomState,
  { space, settings }: SearchProblem,
  parent: number,
  open: readonly number[],
): readonly [readonly number[], RandomState] {
  if (open.length < 2) return [open, state];
  const targets = new Set(open);
  let random = state;
  for (let redraw = 0; redraw < maxRedraws; redraw += 1) {
    const [cell, next] = mutate(random, space, parent, settings.mutationPpm);
    if (targets.has(cell)) return [[cell], next];
    random = next;
  }
  return draw(random, open, 1);
}

/** Each gene changes with probability `ppm` to another of its values, uniformly. */
export function mutate(
  state: RandomState,
  space: Space,
  parent: number,
  ppm: number,
): readonly [number, RandomState] {
  let random = state;
  let rest = parent;
  let weight = 1;
  let child = 0;
  for (const { values } of space.knobs.toReversed()) {
    const size = values.length;
    const [step, next] = mutationStep(random, size, ppm);
    child += (((rest % size) + step) % size) * weight;
    rest = Math.floor(rest / size);
    weight *= size;
    random = next;
  }
  return [child, random];
}

/** 0 to keep the gene, else 1 .. size - 1 places on. A gene of one value cannot change. */
function mutationStep(
  state: RandomState,
  size: number,
  ppm: number,
): readonly [number, RandomState] {
  const [isHit, next] = chance(state, ppm);
  if (!isHit || size === 1) return [0, next];
  const [offset, random] = nextInt(next, size - 1);
  return [offset + 1, random];
}
