import { describe, expect, test } from 'vitest';
import { landscape, newProposals, play, settings, spicaProblem } from './play.ts';

const problem = { ...spicaProblem, settings: { ...settings, name: 'random' as const } };

describe('random', () => {
  test('fills every slot with a new configuration, until the space is tried', () => {
    const { generations, ended } = play(problem, 1, landscape(1));
    expect(generations.map(({ asked }) => asked.proposals.length)).toEqual([2, 4, 4, 4]);
    expect(ended.reason).toBe('exhausted');
  });

  test('ends with its generations where configurations are left', () => {
    const short = { ...problem, settings: { ...problem.settings, populations: [2, 4] } };
    expect(play(short, 1, landscape(1)).ended.reason).toBe('generations');
  });

  test('learns nothing: the draws do not depend on the verdicts', () => {
    const cells = (salt: number) => newProposals(play(problem, 9, landscape(salt)));
    expect(cells(1)).toEqual(cells(2));
  });

  test('draws every configuration first alike', () => {
    const firsts = new Set<number | undefined>();
    for (let seed = 0; seed < 200; seed += 1)
      firsts.add(newProposals(play(problem, seed, landscape(1)))[0]?.cell);
    expect(firsts.size).toBe(14);
  });
});
