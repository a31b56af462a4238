import { askHealth } from './health.ts';
import type { EngineRole } from '../domain/space.ts';
import type { Trouble } from './probe-outcome.ts';
import type { RequestError } from './request-error.ts';
import type { LoadSetting, PhaseProgress } from './setting.ts';

/** One request under watch; exactly one of the three ends it. */
export type Ticket = { ok(): void; failed(error: RequestError): void; dropped(): void };

export type EngineWatch = {
  sent(engine: EngineRole): Ticket;
  /** Ages of the requests in flight, in microseconds of the engines' clock. */
  agesUs(engine: EngineRole): readonly number[];
  answered(engine: EngineRole): number;
  trouble(): Trouble | undefined;
  /** Resolves when no diagnosis is under way. */
  settled(): Promise<void>;
  stop(): void;
};

type EngineState = {
  readonly inFlight: Map<symbol, number>;
  /** Since when requests are waited for without any answer. */
  waitingSinceUs: number | undefined;
  answered: number;
  lastError: string;
  diagnosis: Promise<void> | undefined;
};

const tickMs = 250;
const outOfMemory = /out of memory|OutOfMemory|cudaMalloc failed|CUBLAS_STATUS_ALLOC_FAILED/i;
const deadEngine = /EngineDead|EngineCore encountered/i;

/**
 * Tells an engine that died, hangs or ran out of memory from one that is slow or refuses a request.
 * `onTrouble` is called once, for the first engine found in trouble.
 */
export function watchEngines(
  setting: LoadSetting,
  progress: () => PhaseProgress,
  onTrouble: () => void,
): EngineWatch {
  const { clock, workload } = setting;
  const deadlineMs = setting.progressDeadlineMs ?? workload.requestTimeoutMs * 1.5;
  const states: Readonly<Record<EngineRole, EngineState>> = { llm: newState(), stt: newState() };
  let found: Trouble | undefined;

  const report = (trouble: Trouble): void => {
    if (found === undefined) {
      found = trouble;
      onTrouble();
    }
  };
  const diagnose = (engine: EngineRole, waited: boolean): void => {
    const state = states[engine];
    state.diagnosis ??= askHealth(setting.endpoints[engine], clock).then(
      ({ state: health, text }) => {
        state.diagnosis = undefined;
        if (health === 'dead') {
          report({ kind: 'crash', engine, text: join(state.lastError, text) });
        } else if (waited) {
          const silence = `no answer for ${Math.round(deadlineMs)} ms`;
          report({ kind: 'hang', engine, text: join(silence, text) });
        }
      },
    );
  };
  const timer = setInterval(() => {
    setting.onProgress?.({ ...progress(), answered: states.llm.answered + states.stt.answered });
    for (const engine of ['llm', 'stt'] as const) {
      const since = states[engine].waitingSinceUs;
      if (since !== undefined && clock.nowUs() - since > clock.realMs(deadlineMs) * 1_000) {
        diagnose(engine, true);
      }
    }
  }, tickMs);

  return {
    sent: (engine) => {
      const state = states[engine];
      const key = Symbol(engine);
      const startedUs = clock.nowUs();
      state.inFlight.set(key, startedUs);
      state.waitingSinceUs ??= startedUs;
      return {
        ok: () => {
          state.inFlight.delete(key);
          state.answered += 1;
          state.waitingSinceUs = state.inFlight.size === 0 ? undefined : clock.nowUs();
        },
        failed: (error) => {
          state.inFlight.delete(key);
          state.lastError = error.text;
          if (error.kind === 'http' && (error.status ?? 0) >= 500 && outOfMemory.test(error.text)) {
            report({ kind: 'oom', engine, text: error.text });
          } else if (error.kind === 'network' || deadEngine.test(error.text)) {
            diagnose(engine, false);
          }
        },
        dropped: () => {
          state.inFlight.delete(key);
          state.waitingSinceUs = state.inFlight.size === 0 ? undefined : state.waitingSinceUs;
        },
      };
    },
    agesUs: (engine) =>
      [...states[engine].inFlight.values()].map((since) => clock.engineUs(clock.nowUs() - since)),
    answered: (engine) => states[engine].answered,
    trouble: () => found,
    settled: async () => {
      await Promise.all([states.llm.diagnosis, states.stt.diagnosis]);
    },
    stop: () => clearInterval(timer),
  };
}

function newState(): EngineState {
  return {
    inFlight: new Map(),
    waitingSinceUs: undefined,
    answered: 0,
    lastError: '',
    diagnosis: undefined,
  };
}

const join = (...texts: readonly string[]): string =>
  texts.filter((text) => text !== '').join('; ');
