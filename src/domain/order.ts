import { configurationAt, levelNumber, levelOf, modelNumber, modelOf } from './space.ts';
import type { Configuration, Space } from './space.ts';

/** Engine starts between two configurations. */
export type Restarts = { readonly boots: number; readonly restarts: number };

/** What is put in order: a repeat runs nothing and so costs nothing. */
type Ordered = { readonly cell: number; readonly repeatOf?: string | null };

/**
 * Starts that `to` needs while `from` runs (null: nothing runs). An LLM boot takes the STT server
 * down with it: the LLM starts alone, then the STT model.
 */
export function restartsOf(space: Space, from: Configuration | null, to: Configuration): Restarts {
  if (from === null || levelOf(space, from) !== levelOf(space, to))
    return { boots: 1, restarts: 1 };
  return { boots: 0, restarts: modelOf(space, from) === modelOf(space, to) ? 0 : 1 };
}

/**
 * The proposals in the order of fewest LLM boots, then fewest STT restarts, from what runs now:
 * repeats first, then the running level, in it the running model, then by level and model.
 */
export function orderForRestarts<T extends Ordered>(
  space: Space,
  proposals: readonly T[],
  running: Configuration | null,
): readonly T[] {
  const repeats = proposals.filter(isRepeat);
  const keyed = proposals
    .filter((proposal) => !isRepeat(proposal))
    .map((proposal) => ({ proposal, key: restartKey(space, proposal.cell, running) }))
    .toSorted((left, right) => compareKeys(left.key, right.key));
  return [...repeats, ...keyed.map(({ proposal }) => proposal)];
}

function isRepeat(proposal: Ordered): boolean {
  return typeof proposal.repeatOf === 'string';
}

type RestartKey = Restarts & { readonly level: number; readonly model: number };

function restartKey(space: Space, cell: number, running: Configuration | null): RestartKey {
  return {
    ...restartsOf(space, running, configurationAt(space, cell)),
    level: levelNumber(space, cell),
    model: modelNumber(space, cell),
  };
}

function compareKeys(left: RestartKey, right: RestartKey): number {
  return (
    left.boots - right.boots ||
    left.level - right.level ||
    left.restarts - right.restarts ||
    left.model - right.model
  );
}
