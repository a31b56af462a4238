import type { Logger } from '../telemetry/logger.ts';
import { chooseFreePorts } from './ports.ts';
import type { Ports } from './ports.ts';
import { startTemporal, waitUntilReady } from './temporal-process.ts';
import type { Readiness, ServerSetting, TemporalProcess } from './temporal-process.ts';

export type SupervisorEvents = {
  /** Called as soon as the process exists, before it serves. */
  readonly onStarted: (server: TemporalProcess, ports: Ports) => void;
  readonly onReady: (ports: Ports) => void;
  readonly onRestarting: (attempt: number, reason: string) => void;
  readonly onGivenUp: (reason: string) => void;
};

export type Supervisor = { readonly stop: () => Promise<void> };

type State = { current?: TemporalProcess; stopping: boolean };

const restartDelaysMs = [1_000, 2_000, 4_000, 4_000, 4_000];
const steadyAfterMs = 60_000;

/** Keeps the server running: restarts it at most five times in a row, on the same ports. */
export const superviseTemporal = (
  setting: ServerSetting,
  events: SupervisorEvents,
  logger: Logger,
): Supervisor => {
  const state: State = { stopping: false };
  const finished = keepRunning(setting, { state, events, logger });
  return {
    stop: async () => {
      state.stopping = true;
      await state.current?.stop();
      await finished;
    },
  };
};

type Keeping = {
  readonly state: State;
  readonly events: SupervisorEvents;
  readonly logger: Logger;
};

const keepRunning = async (first: ServerSetting, keeping: Keeping): Promise<void> => {
  const { state, events, logger } = keeping;
  let setting = first;
  let attempt = 0;
  while (!state.stopping) {
    const { server, readiness } = await startOnce(setting, keeping);
    if (readiness.kind === 'failed' && readiness.portTaken && !state.stopping) {
      setting = { ...setting, ports: await chooseFreePorts() };
    }
    const reason =
      readiness.kind === 'failed'
        ? readiness.reason
        : await lifeOf(server, () => {
            attempt = 0;
          });
    if (state.stopping) {
      return;
    }
    if (attempt === restartDelaysMs.length || isHopeless(readiness, attempt)) {
      events.onGivenUp(reason);
      return;
    }
    const delayMs = restartDelaysMs[attempt] ?? 0;
    attempt += 1;
    logger.warn({ attempt, delayMs, reason }, 'the Temporal server ended, restarting it');
    events.onRestarting(attempt, reason);
    await sleepUnlessStopping(delayMs, state);
  }
};

const startOnce = async (
  setting: ServerSetting,
  { state, events, logger }: Keeping,
): Promise<{ server: TemporalProcess; readiness: Readiness }> => {
  const server = startTemporal(setting);
  state.current = server;
  events.onStarted(server, setting.ports);
  const readiness = await waitUntilReady(server, setting);
  if (readiness.kind === 'ready') {
    logger.info({ serverPid: server.pid, ports: setting.ports }, 'the Temporal server is ready');
    events.onReady(setting.ports);
  } else {
    await server.stop();
  }
  return { server, readiness };
};

const lifeOf = async (server: TemporalProcess, onSteady: () => void): Promise<string> => {
  const steady = setTimeout(onSteady, steadyAfterMs);
  const reason = await server.ended;
  clearTimeout(steady);
  return reason;
};

// a server that never got ready has a cause that waiting does not mend; a taken port has
const isHopeless = (readiness: Readiness, attempt: number): boolean =>
  readiness.kind === 'failed' && !readiness.portTaken && attempt === 0;

const sleepUnlessStopping = async (durationMs: number, state: State): Promise<void> => {
  const deadline = performance.now() + durationMs;
  while (!state.stopping && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
