import type { EngineRole } from '../domain/space.ts';
import type { StepContext } from './rig.ts';

/** A part of a step: its name stands in every beat, at once and with all that comes from within. */
export function inStage(step: StepContext, stage: string): StepContext {
  step.beat({ stage });
  return { ...step, beat: (details) => step.beat({ stage, ...details }) };
}

/** Beats which engine starts, and since when by this host's clock. */
export function beatingStarts({ beat }: StepContext): (engine: EngineRole) => void {
  return (engine) => beat({ engine, sinceMs: Date.now() });
}
