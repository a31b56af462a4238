import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { configurationAt, isWithinBounds } from '../../../src/domain/space.ts';
import { startSearch, strategyOf } from '../../../src/domain/strategy/index.ts';
import type { StrategyName } from '../../../src/domain/search.ts';
import {
  anyProblem,
  anySeed,
  landscape,
  newProposals,
  play,
  proposalsOf,
  spicaProblem,
} from './play.ts';

const names: readonly StrategyName[] = ['r-zero', 'exhaustive', 'random'];

describe.each(names)('%s', (name) => {
  const anyPlay = fc.tuple(anyProblem(name), anySeed, fc.nat());

  test('never proposes an evaluated configuration, except as a repeat that says of what', () => {
    fc.assert(
      fc.property(anyPlay, ([problem, seed, salt]) => {
        const played = play(problem, seed, landscape(salt));
        const tried = [problem.baselineCell, ...newProposals(played).map(({ cell }) => cell)];
        expect(new Set(tried).size).toBe(tried.length);
        for (const { cell, repeatOf } of proposalsOf(played)) {
          if (repeatOf === null) continue;
          const first = played.state.trials.find(({ candidateId }) => candidateId === repeatOf);
          expect(first?.cell).toBe(cell);
        }
      }),
    );
  });

  test('never proposes an infeasible or out-of-bounds configuration', () => {
    fc.assert(
      fc.property(anyPlay, ([problem, seed, salt]) => {
        const played = play(problem, seed, landscape(salt));
        for (const { cell } of newProposals(played)) {
          expect(problem.infeasible).not.toContain(cell);
          expect(isWithinBounds(problem.space, configurationAt(problem.space, cell))).toBe(true);
        }
      }),
    );
  });

  test('the same seed and the same measurements give the same run', () => {
    fc.assert(
      fc.property(anyPlay, ([problem, seed, salt]) => {
        expect(play(problem, seed, landscape(salt))).toEqual(play(problem, seed, landscape(salt)));
      }),
    );
  });

  test('what it asks does not depend on the order in which trials were told', () => {
    fc.assert(
      fc.property(anyPlay, ([problem, seed, salt]) => {
        const played = play(problem, seed, landscape(salt));
        for (const { asked, before } of played.generations) {
          const turned = { ...before, trials: before.trials.toReversed() };
          expect(strategyOf(name).ask(problem, turned)).toMatchObject({
            proposals: asked.proposals,
            selection: asked.selection,
          });
        }
      }),
    );
  });

  test('the state of a search survives JSON', () => {
    const problem = { ...spicaProblem, settings: { ...spicaProblem.settings, name } };
    const { generations } = play(problem, 11, landscape(1));
    for (const { asked, before } of generations)
      expect(strategyOf(name).ask(problem, JSON.parse(JSON.stringify(before)) as never)).toEqual(
        asked,
      );
  });

  test('never proposes the baseline, not even before it was told', () => {
    fc.assert(
      fc.property(anyProblem(name), anySeed, (problem, seed) => {
        const asked = strategyOf(name).ask(problem, startSearch(seed));
        const proposals = asked.kind === 'generation' ? asked.proposals : [];
        expect(proposals.map(({ cell }) => cell)).not.toContain(problem.baselineCell);
      }),
    );
  });

  test('has nothing to ask in a space of the baseline alone', () => {
    const infeasible = [...Array(15).keys()].filter((cell) => cell !== 8);
    const problem = { ...spicaProblem, infeasible };
    const alone = { ...problem, settings: { ...problem.settings, name } };
    const { generations, ended } = play(alone, 1, landscape(1));
    expect(generations).toEqual([]);
    expect(ended.reason).toBe('exhausted');
  });
});
