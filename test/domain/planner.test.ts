import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Costs } from '../../src/domain/budget.ts';
import { dropCells, planBudget } from '../../src/domain/planner.ts';
import type { PlanInput } from '../../src/domain/planner.ts';
import { feasibleCells } from '../../src/domain/strategy/level-order.ts';
import { anyProblem, settings, spicaProblem } from './strategy/play.ts';

const costs = (bootSeconds: number): Costs => ({
  bootMs: bootSeconds * 1_000,
  restartMs: 3_000,
  probeMs: 12_000,
  soloSttMs: 3_000,
  soloLlmMs: 3_000,
  confirmProbeMs: 23_000,
});

const budget = { capMs: 360_000, graceMs: 10_000, maxCapMs: 720_000, prepareLimitMs: 600_000 };

const input = (bootSeconds: number, change: Partial<PlanInput> = {}): PlanInput => ({
  ...spicaProblem,
  costs: costs(bootSeconds),
  budget,
  ...change,
});

describe('planBudget', () => {
  test('boots of 20 s: one level is dropped, the one that would open last', () => {
    expect(planBudget(input(20))).toEqual({
      costMs: 347_000,
      availableMs: 350_000,
      boots: 4,
      trials: 12,
      cells: 15,
      feasibleCells: 15,
      droppedLevels: [45],
      droppedFinalists: 0,
      capForAllMs: 425_000,
      reserveMs: 92_000,
      recommend: null,
    });
  });

  test.each([
    ['short boots: nothing is dropped', 5, { boots: 5, trials: 12, droppedLevels: [] }],
    [
      '30 s: three levels are left',
      30,
      { boots: 3, trials: 9, droppedLevels: [45, 55], costMs: 319_000 },
    ],
    ['45 s: two levels are left', 45, { boots: 2, trials: 6, droppedLevels: [40, 45, 55] }],
    ['85 s: only the level of the baseline', 85, { boots: 1, trials: 3, droppedFinalists: 0 }],
    ['150 s: one finalist is dropped too', 150, { boots: 1, trials: 3, droppedFinalists: 1 }],
    ['300 s: both are', 300, { boots: 1, trials: 3, droppedFinalists: 2, reserveMs: 0 }],
  ])('%s', (_, bootSeconds, expected) => {
    expect(planBudget(input(bootSeconds))).toMatchObject(expected);
  });

  test('recommends exhaustive when the whole space fits', () => {
    expect(planBudget(input(5)).recommend).toBe('exhaustive');
    const exhaustive = { ...settings, name: 'exhaustive' as const };
    expect(planBudget(input(5, { settings: exhaustive })).recommend).toBeNull();
  });

  test('the exhaustive search tries every feasible configuration', () => {
    const exhaustive = { ...settings, name: 'exhaustive' as const };
    expect(planBudget(input(5, { settings: exhaustive }))).toMatchObject({ trials: 15, boots: 5 });
  });

  test('counts only what is feasible', () => {
    const plan = planBudget(input(20, { infeasible: [0, 1, 2, 3, 4, 5] }));
    expect(plan).toMatchObject({ feasibleCells: 9, trials: 9, boots: 3, droppedLevels: [] });
  });

  test('a baseline that is infeasible costs no trial and no boot', () => {
    const plan = planBudget(input(5, { infeasible: [6, 7, 8] }));
    expect(plan).toMatchObject({ feasibleCells: 12, trials: 11, boots: 4 });
  });

  test('r-zero opens one level a generation: no more are counted', () => {
    const short = { ...settings, populations: [2, 4] };
    expect(planBudget(input(5, { settings: short }))).toMatchObject({
      boots: 3,
      trials: 6,
      droppedLevels: [],
    });
  });

  test('where nothing is feasible there is nothing to do but the reserve', () => {
    const infeasible = [...Array(15).keys()];
    const plan = planBudget(input(20, { infeasible }));
    expect(plan).toMatchObject({ boots: 0, trials: 0, feasibleCells: 0, droppedLevels: [] });
    expect(plan.costMs).toBe(plan.reserveMs);
  });

  test('with a cap that covers all, an exhaustive search drops nothing; 1 ms less and it does', () => {
    fc.assert(
      fc.property(anyProblem('exhaustive'), fc.integer({ min: 1, max: 90 }), (problem, boot) => {
        const base = { ...problem, costs: costs(boot), budget };
        const { capForAllMs } = planBudget(base);
        const enough = planBudget({ ...base, budget: { ...budget, capMs: capForAllMs } });
        expect(enough).toMatchObject({ droppedLevels: [], droppedFinalists: 0 });
        expect(enough.costMs).toBe(enough.availableMs);
        const less = planBudget({ ...base, budget: { ...budget, capMs: capForAllMs - 1 } });
        expect(less.droppedLevels.length + less.droppedFinalists).toBeGreaterThan(0);
      }),
    );
  });

  test('a plan fits unless it is down to one level without a finalist', () => {
    fc.assert(
      fc.property(
        anyProblem('r-zero'),
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 20_000, max: 900_000 }),
        (problem, boot, capMs) => {
          const plan = planBudget({ ...problem, costs: costs(boot), budget: { ...budget, capMs } });
          const isLeast = plan.boots <= 1 && plan.droppedFinalists === 2;
          expect(plan.costMs <= plan.availableMs || isLeast).toBe(true);
        },
      ),
    );
  });

  test('a longer cap never drops more', () => {
    fc.assert(
      fc.property(
        anyProblem('r-zero'),
        fc.nat(900_000),
        fc.nat(900_000),
        (problem, capMs, moreMs) => {
          const at = (cap: number) =>
            planBudget({ ...problem, costs: costs(20), budget: { ...budget, capMs: cap } });
          const [short, long] = [at(capMs), at(capMs + moreMs)];
          expect(long.boots).toBeGreaterThanOrEqual(short.boots);
          expect(long.droppedFinalists).toBeLessThanOrEqual(short.droppedFinalists);
        },
      ),
    );
  });
});

describe('dropCells', () => {
  test('are all cells of the dropped levels', () => {
    const plan = planBudget(input(20));
    expect(dropCells(spicaProblem.space, plan)).toEqual([3, 4, 5]);
  });

  test('levels of several knobs are dropped by their joined values', () => {
    const space = {
      ...spicaProblem.space,
      knobs: [
        ...spicaProblem.space.knobs,
        { name: 'seqs', engine: 'llm' as const, values: [8, 16] },
      ],
    };
    const plan = planBudget(input(40, { space, baselineCell: 16 }));
    expect(plan.droppedLevels).toContain('45,8');
    const dropped = dropCells(space, plan);
    expect(dropped).toHaveLength(plan.droppedLevels.length * 3);
  });

  test('leave exactly the cells of the plan', () => {
    fc.assert(
      fc.property(anyProblem('exhaustive'), fc.nat(400_000), (problem, capMs) => {
        const planned = { ...problem, costs: costs(20), budget: { ...budget, capMs } };
        const plan = planBudget(planned);
        const infeasible = [...problem.infeasible, ...dropCells(problem.space, plan)];
        expect(feasibleCells({ ...problem, infeasible })).toHaveLength(plan.trials);
      }),
    );
  });
});
