import type { Feasibility, MemoryModel } from './budget.ts';
import { cellCount, configurationAt } from './space.ts';
import type { Configuration, KnobValue, Space } from './space.ts';

const bytesPerMiB = 1_048_576;

/**
 * Whether a configuration fits the card, by arithmetic: the level's share holds weights, overhead
 * and the smallest KV cache; beside the share the STT model and the reserve have room. All in MiB.
 */
export function feasibility(model: MemoryModel, configuration: Configuration): Feasibility {
  const pct = configuration[model.levelKnob];
  const stt = configuration[model.modelKnob];
  const sttMiB = stt === undefined ? undefined : model.modelMiB[String(stt)];
  if (typeof pct !== 'number') return noFigure(model.levelKnob, pct);
  if (sttMiB === undefined) return noFigure(model.modelKnob, stt);

  const { totalMiB, reserveMiB, weightsMiB, overheadMiB, kvMinimumMiB } = model;
  const shareMiB = shareAt(model, pct);
  const share = `${pct} % of ${totalMiB} MiB is ${shareMiB} MiB`;
  const neededMiB = weightsMiB + overheadMiB + kvMinimumMiB;
  if (neededMiB > shareMiB)
    return infeasible(
      `${share}; weights ${weightsMiB} + overhead ${overheadMiB} + KV minimum ${kvMinimumMiB} ` +
        `need ${neededMiB} MiB`,
    );
  const takenMiB = shareMiB + sttMiB + reserveMiB;
  if (takenMiB > totalMiB)
    return infeasible(
      `${share}; with ${stt} ${sttMiB} + reserve ${reserveMiB} that is ${takenMiB} MiB`,
    );
  return { kind: 'feasible', kvTokens: kvTokensAt(model, pct), freeMiB: totalMiB - takenMiB };
}

function noFigure(knob: string, value: KnobValue | undefined): Feasibility {
  return infeasible(`no memory figure for ${knob} = ${value ?? 'nothing'}`);
}

function infeasible(evidence: string): Feasibility {
  return { kind: 'infeasible', evidence };
}

/** Tokens that the KV cache holds at a level, linear in the percent above weights and overhead. */
export function kvTokensAt(model: MemoryModel, pct: number): number {
  const kvMiB = shareAt(model, pct) - model.weightsMiB - model.overheadMiB;
  return Math.max(0, Math.floor((kvMiB * bytesPerMiB) / model.kvBytesPerToken));
}

function shareAt(model: MemoryModel, pct: number): number {
  return Math.floor((model.totalMiB * pct) / 100);
}

/** Cells that the arithmetic rules out, ascending. */
export function infeasibleCells(space: Space, model: MemoryModel): readonly number[] {
  return Array.from({ length: cellCount(space) }, (_, cell) => cell).filter(
    (cell) => feasibility(model, configurationAt(space, cell)).kind === 'infeasible',
  );
}

/** What a workload asks of the KV cache at its ceiling. */
export type KvDemand = {
  readonly promptTokens: number;
  readonly maxTokens: number;
  readonly ceilingConcurrency: number;
};

/** False when the KV cache covers the ceiling at every feasible level: then no level binds. */
export function memoryCanMatter(model: MemoryModel, space: Space, demand: KvDemand): boolean {
  const tokens = (demand.promptTokens + demand.maxTokens) * demand.ceilingConcurrency;
  return Array.from({ length: cellCount(space) }, (_, cell) => configurationAt(space, cell))
    .map((configuration) => feasibility(model, configuration))
    .some((each) => each.kind === 'feasible' && each.kvTokens < tokens);
}
