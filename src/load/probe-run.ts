import { setMaxListeners } from 'node:events';
import { watchEngines } from './engine-watch.ts';
import type { EngineWatch } from './engine-watch.ts';
import { connectTo } from './http-exchange.ts';
import { complete } from './llm-request.ts';
import type { LlmResult } from './llm-request.ts';
import { createPrompts } from './prompt.ts';
import type { Prompts } from './prompt.ts';
import { LoadAborted } from './probe-outcome.ts';
import type { ProbeOutcome } from './probe-outcome.ts';
import type { LoadSetting, PhaseProgress } from './setting.ts';
import { transcribe } from './stt-request.ts';
import type { SttResult } from './stt-request.ts';
import type { Clip } from './clips.ts';

/** What a probe works with: requests under watch, over connections that end with the probe. */
export type ProbeRun = {
  readonly setting: LoadSetting;
  /** Aborted by the caller or by an engine in trouble. */
  readonly signal: AbortSignal;
  readonly watch: EngineWatch;
  readonly prompts: Prompts;
  stt(clip: Clip, signal?: AbortSignal): Promise<SttResult>;
  /** Of the workload's length unless `maxTokens` says less. */
  llm(prompt: string, signal?: AbortSignal, maxTokens?: number): Promise<LlmResult>;
  /** Names the phase for heartbeats, and how many turns, clips or requests it is to have. */
  enter(phase: string, total?: number): void;
  /** One of them is done. */
  readonly advance: () => void;
};

/** Runs a probe; ends it at once, sockets and all, on the caller's signal or an engine in trouble. */
export async function runProbe<T>(
  setting: LoadSetting,
  signal: AbortSignal,
  probe: (run: ProbeRun) => Promise<T>,
): Promise<ProbeOutcome<T>> {
  if (signal.aborted) {
    throw new LoadAborted();
  }
  const ending = new AbortController();
  setMaxListeners(0, ending.signal);
  const end = (): void => ending.abort();
  signal.addEventListener('abort', end);
  let progress: PhaseProgress = { phase: 'warm-up', done: 0, total: null };
  const watch = watchEngines(setting, () => progress, end);
  const connections = {
    stt: connectTo(setting.endpoints.stt.baseUrl, setting.clock),
    llm: connectTo(setting.endpoints.llm.baseUrl, setting.clock),
  };
  const run: ProbeRun = {
    setting,
    signal: ending.signal,
    watch,
    prompts: createPrompts(setting.seed, setting.workload.promptTokens),
    enter: (phase, total) => {
      progress = { phase, done: 0, total: total ?? null };
    },
    advance: () => {
      progress = { ...progress, done: progress.done + 1 };
    },
    ...requestsOver(setting, connections, watch, ending.signal),
  };
  try {
    const ended = await settled(() => probe(run));
    await watch.settled();
    if (signal.aborted) {
      throw new LoadAborted();
    }
    const trouble = watch.trouble();
    if (trouble !== undefined) {
      return { kind: 'trouble', trouble };
    }
    if (ended.kind === 'threw') {
      throw ended.error;
    }
    return { kind: 'observed', observation: ended.value };
  } finally {
    signal.removeEventListener('abort', end);
    watch.stop();
    connections.stt.close();
    connections.llm.close();
  }
}

type Settled<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'threw'; readonly error: unknown };

/** What a cut-off probe throws matters less than why it was cut off. */
async function settled<T>(work: () => Promise<T>): Promise<Settled<T>> {
  try {
    return { kind: 'value', value: await work() };
  } catch (error) {
    return { kind: 'threw', error };
  }
}

function requestsOver(
  setting: LoadSetting,
  connections: Readonly<Record<'stt' | 'llm', ReturnType<typeof connectTo>>>,
  watch: EngineWatch,
  probeSignal: AbortSignal,
): Pick<ProbeRun, 'stt' | 'llm'> {
  const { endpoints, workload, clock } = setting;
  const timeoutMs = clock.realMs(workload.requestTimeoutMs);
  const under = async <R extends SttResult | LlmResult>(
    engine: 'stt' | 'llm',
    request: () => Promise<R>,
  ): Promise<R> => {
    const ticket = watch.sent(engine);
    const result = await request();
    if (result.kind === 'ok') {
      ticket.ok();
    } else if (result.kind === 'error') {
      ticket.failed(result.error);
    } else {
      ticket.dropped();
    }
    return result;
  };
  const keys = (headers?: Readonly<Record<string, string>>): object =>
    headers === undefined ? {} : { headers };
  return {
    stt: (clip, signal = probeSignal) => {
      const { model, headers } = endpoints.stt;
      const request = { model, clip, timeoutMs, signal, ...keys(headers) };
      return under('stt', () => transcribe(connections.stt, request));
    },
    llm: (prompt, signal = probeSignal, maxTokens = workload.maxTokens) => {
      const { model, headers } = endpoints.llm;
      const request = { model, prompt, maxTokens, timeoutMs, signal, ...keys(headers) };
      return under('llm', () => complete(connections.llm, request));
    },
  };
}
