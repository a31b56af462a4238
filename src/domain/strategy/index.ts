import { seedRandom } from '../random.ts';
import type { SearchState, Strategy, StrategyName } from '../search.ts';
import { exhaustive } from './exhaustive.ts';
import { rZero } from './r-zero.ts';
import { random } from './random.ts';

/** The strategy of a name. All are pure: the same problem, state and trials give the same answer. */
export function strategyOf(name: StrategyName): Strategy {
  switch (name) {
    case 'r-zero':
      return rZero;
    case 'exhaustive':
      return exhaustive;
    case 'random':
      return random;
  }
}

/** A search before its first generation. */
export function startSearch(seed: number): SearchState {
  return { random: seedRandom(seed), generation: 0, trials: [] };
}
