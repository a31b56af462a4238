import { setTimeout as sleep } from 'node:timers/promises';
import { DreamError } from '../contracts/errors.ts';
import type { EngineFault } from '../domain/observation.ts';
import type { Configuration, EngineRole } from '../domain/space.ts';
import { startEngine } from './engine.ts';
import type { EngineRequest, RunningEngine, StartFailure } from './engine.ts';
import type { Proved } from './llm-proof.ts';

/** How one role of the host is started and proved. */
export type SlotOptions<P> = {
  readonly role: EngineRole;
  /** All of a start but what changes from start to start. */
  readonly requestFor: (settings: Configuration, signal: AbortSignal) => EngineRequest;
  readonly prove: (engine: RunningEngine) => Promise<Proved<P>>;
  readonly onStarted: (engine: RunningEngine) => void;
};

export type SlotStart<P> =
  | { readonly kind: 'proved'; readonly proof: P }
  | { readonly kind: 'refused'; readonly fault: EngineFault };

export type Slot<P> = {
  /** The engine of this role, also when it has died; null: none was started or it was stopped. */
  readonly current: () => RunningEngine | null;
  readonly proof: () => P | null;
  readonly runs: (settings: Configuration) => boolean;
  readonly start: (settings: Configuration, signal: AbortSignal) => Promise<SlotStart<P>>;
  readonly stop: () => Promise<void>;
  /** Starts and their time since the last call. */
  readonly takeCounts: () => { readonly starts: number; readonly tookMs: number };
};

const maxAttempts = 2;
const pauseBeforeRetryMs = 500;

/** One engine at a time, each proved to run what was asked; what may be chance is tried once more. */
export function createSlot<P>(options: SlotOptions<P>): Slot<P> {
  let current: RunningEngine | null = null;
  let proof: P | null = null;
  let starts = 0;
  let tookMs = 0;

  const stop = async (): Promise<void> => {
    await current?.process.stop();
    current = null;
    proof = null;
  };

  /** null: worth another attempt. */
  const attempt = async (
    settings: Configuration,
    signal: AbortSignal,
    isLast: boolean,
  ): Promise<SlotStart<P> | null> => {
    starts += 1;
    const started = await startEngine(options.requestFor(settings, signal));
    if (started.kind === 'failed') {
      return judgeFailure(options.role, started, isLast);
    }
    current = started.engine;
    options.onStarted(current);
    const proved = await options.prove(current);
    if (proved.kind === 'proved') {
      proof = proved.proof;
      return proved;
    }
    await stop();
    const fault = { kind: proved.kind, engine: options.role, evidence: proved.evidence };
    return isLast ? { kind: 'refused', fault } : null;
  };

  return {
    current: () => current,
    proof: () => proof,
    runs: (settings) =>
      current !== null && current.process.exit() === null && isSame(current.settings, settings),
    start: async (settings, signal) => {
      const beganMs = performance.now();
      try {
        for (let count = 1; ; count++) {
          const result = await attempt(settings, signal, count === maxAttempts);
          if (result !== null) {
            return result;
          }
          await sleep(pauseBeforeRetryMs);
        }
      } finally {
        tookMs += performance.now() - beganMs;
      }
    },
    stop,
    takeCounts: () => {
      const counts = { starts, tookMs: Math.round(tookMs) };
      starts = 0;
      tookMs = 0;
      return counts;
    },
  };
}

function judgeFailure(
  engine: EngineRole,
  { failure, evidence }: StartFailure,
  isLast: boolean,
): { readonly kind: 'refused'; readonly fault: EngineFault } | null {
  switch (failure) {
    case 'oom':
    case 'infeasible':
    case 'hang':
      return { kind: 'refused', fault: { kind: failure, engine, evidence } };
    case 'misconfigured':
      throw new DreamError('ENGINE_HOST_MISCONFIGURED', {
        what: `engine ${engine} cannot run on this host: ${evidence}`,
        why: 'no configuration can mend that, so none is blamed',
        fix: 'mend the installation or the engine profile, then run `dream doctor`',
      });
    case 'environment':
      return isLast ? failStart(engine, evidence) : null;
    case 'unknown':
      return isLast ? { kind: 'refused', fault: { kind: 'crash', engine, evidence } } : null;
  }
}

function failStart(engine: EngineRole, evidence: string): never {
  throw new DreamError('ENGINE_START_FAILED', {
    what: `engine ${engine} was disturbed while it started: ${evidence}`,
    why: 'something else on this host held or changed its memory; the candidate is not to blame',
    fix: 'look for other processes on the card, then try again',
  });
}

const isSame = (a: Configuration, b: Configuration): boolean =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([name, value]) => b[name] === value);
