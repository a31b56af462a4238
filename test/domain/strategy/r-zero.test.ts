import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareIds, mutationsBetween } from '../../../src/domain/candidate.ts';
import { configurationAt, levelNumber } from '../../../src/domain/space.ts';
import { startSearch, strategyOf } from '../../../src/domain/strategy/index.ts';
import { rankTrials, scoredOnce } from '../../../src/domain/strategy/rank.ts';
import type { SearchProblem, TrialSummary } from '../../../src/domain/search.ts';
import {
  anyProblem,
  anySeed,
  landscape,
  newProposals,
  play,
  scored,
  settings,
  spicaProblem,
} from './play.ts';

const anyPlay = fc.tuple(anyProblem('r-zero'), anySeed, fc.nat());

const bySpica = (cell: number) => scored(500_000 + cell * 1_000);

describe('the generations of the first experiment', () => {
  const played = play(spicaProblem, 42, bySpica);
  const { generations, ended } = played;

  test('fill 2 + 4 + 4 + 4 slots: 11 new trials beside the baseline', () => {
    expect(generations.map(({ asked }) => asked.proposals.length)).toEqual([2, 4, 4, 4]);
    expect(newProposals(played)).toHaveLength(11);
    expect(ended.reason).toBe('generations');
  });

  test('begin with drawn configurations, then elite, two children and one random', () => {
    expect(generations.map(({ asked }) => asked.proposals.map(({ origin }) => origin))).toEqual([
      ['initial', 'initial'],
      ['elite', 'child', 'child', 'random'],
      ['elite', 'child', 'child', 'random'],
      ['elite', 'child', 'child', 'random'],
    ]);
  });

  test('open the levels in the order 50, 60, 40, 55, 45', () => {
    const opened = generations.map(({ asked }) =>
      asked.proposals.map(({ cell }) => levelNumber(spicaProblem.space, cell)),
    );
    const seen = new Set([2, ...opened.flat()]);
    expect(opened[0]).toContain(4);
    expect(opened[1]).toContain(0);
    expect(opened[2]).toContain(3);
    expect(opened[3]).toContain(1);
    expect(seen.size).toBe(5);
  });
});

describe('elitism', () => {
  test('the best so far is carried over as a repeat from the second generation on', () => {
    fc.assert(
      fc.property(anyPlay, ([problem, seed, salt]) => {
        const { generations } = play(problem, seed, landscape(salt));
        generations.forEach(({ asked, before }, generation) => {
          const elites = asked.proposals.filter(({ origin }) => origin === 'elite');
          const best = rankTrials(before.trials).map(({ candidateId }) => candidateId);
          const population = problem.settings.populations[generation] ?? 0;
          const count = generation === 0 ? 0 : Math.min(problem.settings.elites, population);
          expect(elites.map(({ repeatOf }) => repeatOf)).toEqual(best.slice(0, count));
          expect(asked.selection?.elites ?? []).toEqual(best.slice(0, count));
        });
      }),
    );
  });

  test('the best fitness never falls from one generation to the next', () => {
    fc.assert(
      fc.property(anySeed, fc.nat(), (seed, salt) => {
        const judge = (cell: number) => scored((landscape(salt)(cell).fitnessPpm + 1) % 999_983);
        const { generations } = play(spicaProblem, seed, judge);
        const best = generations.map(({ before }) => rankTrials(before.trials)[0]?.fitnessPpm ?? 0);
        expect(best).toEqual(best.toSorted((left, right) => left - right));
      }),
    );
  });
});

describe('selection', () => {
  test('draws distinct scored candidates; the best of them survive', () => {
    fc.assert(
      fc.property(anyPlay, ([problem, seed, salt]) => {
        const { generations } = play(problem, seed, landscape(salt));
        for (const { asked, before } of generations) {
          if (asked.selection === null) continue;
          const { drawn, survivors } = asked.selection;
          const pool = scoredOnce(before.trials);
          const size = Math.min(problem.settings.tournamentSize, pool.length);
          expect(new Set(drawn).size).toBe(size);
          const entrants = pool.filter(({ candidateId }) => drawn.includes(candidateId));
          expect(entrants).toHaveLength(size);
          const best = rankTrials(entrants).slice(0, problem.settings.survivors);
          expect(survivors).toEqual(best.map(({ candidateId }) => candidateId));
        }
      }),
    );
  });

  test('only survivors have children, and mutations explain every child', () => {
    fc.assert(
      fc.property(anyPlay, ([problem, seed, salt]) => {
        const { generations } = play(problem, seed, landscape(salt));
        for (const { asked, before } of generations) {
          for (const child of asked.proposals.filter(({ origin }) => origin === 'child')) {
            expect(child.parentIds).toHaveLength(1);
            expect(asked.selection?.survivors).toContain(child.parentIds[0]);
            const parent = before.trials.find(
              ({ candidateId }) => candidateId === child.parentIds[0],
            );
            const from = configurationAt(problem.space, parent?.cell ?? -1);
            const to = configurationAt(problem.space, child.cell);
            expect(child.mutations).toEqual(mutationsBetween(from, to));
            expect(child.mutations.length).toBeGreaterThan(0);
          }
        }
      }),
    );
  });

  test('the baseline may be drawn and survive', () => {
    const { generations } = play(spicaProblem, 3, (cell) => scored(cell === 8 ? 900_000 : 1_000));
    expect(generations[1]?.asked.selection?.survivors[0]).toBe('c0');
    expect(generations[1]?.asked.proposals[1]?.parentIds).toEqual(['c0']);
  });

  test('survivors take turns as parents', () => {
    const { generations } = play(spicaProblem, 42, bySpica);
    for (const { asked } of generations.slice(1)) {
      const children = asked.proposals.filter(({ origin }) => origin === 'child');
      const parents = children.flatMap(({ parentIds }) => parentIds);
      expect(asked.selection?.survivors).toHaveLength(2);
      expect(parents).toEqual(asked.selection?.survivors);
    }
  });

  test('where nothing was scored the children give way to random ones', () => {
    const { generations } = play(spicaProblem, 3, () => ({ ...scored(0), kind: 'disqualified' }));
    expect(generations[1]?.asked.proposals.map(({ origin }) => origin)).toEqual([
      'random',
      'random',
      'random',
    ]);
  });

  test('every place of the pool is drawn as often as the others', () => {
    const trials = [3, 0, 13].map((cell, place): TrialSummary => ({
      ...scored(1),
      candidateId: `c${place}`,
      cell,
      generation: 0,
    }));
    const one: SearchProblem = { ...spicaProblem, settings: { ...settings, tournamentSize: 1 } };
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 900; seed += 1) {
      const state = { ...startSearch(seed), generation: 1, trials };
      const asked = strategyOf('r-zero').ask(one, state);
      const drawn = asked.kind === 'generation' ? asked.selection?.drawn[0] : undefined;
      counts.set(drawn ?? '', (counts.get(drawn ?? '') ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted(compareIds)).toEqual(['c0', 'c1', 'c2']);
    for (const count of counts.values()) expect(Math.abs(count - 300)).toBeLessThan(60);
  });
});

describe('levels', () => {
  test('a generation takes booted levels and at most one new one', () => {
    fc.assert(
      fc.property(anyPlay, ([problem, seed, salt]) => {
        const { generations } = play(problem, seed, landscape(salt));
        const level = (cell: number) => levelNumber(problem.space, cell);
        for (const { asked, before } of generations) {
          const booted = new Set(
            before.trials
              .filter(({ kind }) => kind !== 'infeasible')
              .map(({ cell }) => level(cell)),
          );
          const taken = asked.proposals.map(({ cell }) => level(cell));
          const fresh = new Set(taken.filter((each) => !booted.has(each)));
          expect(fresh.size).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('a run that is cut after three generations has bracketed the space', () => {
    fc.assert(
      fc.property(anySeed, fc.nat(), (seed, salt) => {
        const { generations } = play(spicaProblem, seed, (cell) => scored((cell * salt) % 997));
        const cells = generations.slice(0, 2).flatMap(({ asked }) => asked.proposals);
        const levels = new Set(cells.map(({ cell }) => levelNumber(spicaProblem.space, cell)));
        expect(levels.has(4) && levels.has(0)).toBe(true);
      }),
    );
  });
});

describe('an exhausted space', () => {
  const infeasible = [0, 1, 2, 3, 4, 5];
  const problem = { ...spicaProblem, infeasible };

  test('ends with a generation of its elite alone, as a repeat', () => {
    const { generations, ended } = play(problem, 5, bySpica);
    expect(generations.map(({ asked }) => asked.proposals.length)).toEqual([2, 4, 4, 1]);
    expect(generations[3]?.asked.proposals[0]).toMatchObject({ origin: 'elite', cell: 14 });
    expect(ended.reason).toBe('exhausted');
  });

  test('ends early where generations are left', () => {
    const long = { ...problem, settings: { ...settings, populations: [2, 4, 4, 4, 4, 4] } };
    const { generations, ended } = play(long, 5, bySpica);
    expect(generations).toHaveLength(4);
    expect(ended.reason).toBe('exhausted');
  });

  test('ends at once where nothing could be carried over', () => {
    const bare = { ...problem, settings: { ...settings, elites: 0, populations: [9, 4] } };
    const { generations, ended } = play(bare, 5, bySpica);
    expect(generations).toHaveLength(2);
    expect(ended.reason).toBe('exhausted');
  });
});
