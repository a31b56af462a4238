import type { Costs } from './budget.ts';

/**
 * What a run does, counted. `boots` and `trials` include those of the first level and the baseline;
 * `models` are the STT models met; `finalists` are confirmed on a fresh boot each.
 */
export type Steps = {
  readonly boots: number;
  readonly models: number;
  readonly trials: number;
  readonly finalists: number;
};

/** Confirmation is the best and the baseline. */
export const allFinalists = 2;

/**
 * Milliseconds of the steps (DESIGN section 5): boots beyond the first + probes + STT restarts (each
 * trial beyond the first) + solo probes (each model, each level beyond the first) + reserve.
 */
export function stepsCostMs(steps: Steps, costs: Costs): number {
  const laterBoots = Math.max(0, steps.boots - 1);
  const laterTrials = Math.max(0, steps.trials - 1);
  return (
    laterBoots * (costs.bootMs + costs.soloLlmMs) +
    steps.trials * costs.probeMs +
    laterTrials * costs.restartMs +
    steps.models * costs.soloSttMs +
    reserveOf(steps.finalists, costs)
  );
}

/** Time kept for confirmation: boot, model load and confirmation probe of each finalist. */
export function reserveOf(finalists: number, costs: Costs): number {
  return finalists * (costs.bootMs + costs.restartMs + costs.confirmProbeMs);
}

/** Whether the next step and the reserve still fit; asked again after every measured boot. */
export function fitsNext(time: {
  readonly remainingMs: number;
  readonly nextCostMs: number;
  readonly reserveMs: number;
}): boolean {
  return time.nextCostMs + time.reserveMs <= time.remainingMs;
}

/**
 * Costs with what was measured: a slower step counts in full at once, a faster one moves the figure
 * half the way. Rounded up to whole milliseconds.
 */
export function learnCosts(costs: Costs, measured: Partial<Costs>): Costs {
  const learn = (name: keyof Costs): number => {
    const seen = measured[name] ?? costs[name];
    return Math.ceil(Math.max(seen, (costs[name] + seen) / 2));
  };
  return {
    bootMs: learn('bootMs'),
    restartMs: learn('restartMs'),
    probeMs: learn('probeMs'),
    soloSttMs: learn('soloSttMs'),
    soloLlmMs: learn('soloLlmMs'),
    confirmProbeMs: learn('confirmProbeMs'),
  };
}
