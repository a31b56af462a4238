import type { StrategySettings } from '../search.ts';

/** What fills a generation: repeats of the best, mutated survivors, configurations drawn anew. */
export type Slots = { readonly elites: number; readonly children: number; readonly fresh: number };

/** Slots of a generation. Only `r-zero` carries elites, and from the second generation on. */
export function slotsOf(settings: StrategySettings, generation: number): Slots {
  const population = settings.populations[generation] ?? 0;
  if (settings.name !== 'r-zero' || generation === 0)
    return { elites: 0, children: 0, fresh: population };
  const elites = Math.min(settings.elites, population);
  const fresh = Math.min(settings.fresh, population - elites);
  return { elites, children: population - elites - fresh, fresh };
}

/** New trials of all generations together, the baseline's apart. */
export function newTrials(settings: StrategySettings): number {
  return settings.populations.reduce((sum, _, generation) => {
    const { children, fresh } = slotsOf(settings, generation);
    return sum + children + fresh;
  }, 0);
}
