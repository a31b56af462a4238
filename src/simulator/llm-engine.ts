import type { Simulation } from '../contracts/schemas/profile.ts';
import type { Clock } from './clock.ts';
import type { Random } from './random.ts';

export const blockSize = 16;
const tokensPerEvent = 8;
const maxSequences = 256;
// the neighbour's load is looked at this often while streams run
const lookMs = 40;

export type LlmRequest = {
  readonly promptTokens: number;
  readonly maxTokens: number;
  onTokens(count: number): void;
  onEnd(end: 'length' | 'out-of-memory' | 'cancelled', timing: LlmTiming): void;
};

export type LlmTiming = { readonly queueMs: number; readonly totalMs: number };

export type LlmDeps = {
  readonly clock: Clock;
  readonly llm: Simulation['llm'];
  readonly kvTokens: number;
  readonly random: Random;
  /** Slow-down by everything beside this engine: 1 = alone. */
  slowdown(): number;
  /** A short peak of memory with so many tokens in flight; false: out of memory. */
  canPeak(tokens: number): boolean;
  /** Told when the number of running streams changes. */
  onRunning(running: number): void;
};

export type LlmCounts = {
  readonly running: number;
  readonly waiting: number;
  readonly blocks: number;
  readonly usedBlocks: number;
  readonly preemptions: number;
};

export type LlmEngine = {
  submit(request: LlmRequest): () => void;
  counts(): LlmCounts;
  /** Ends every request as out of memory, for an engine that dies. */
  fail(): void;
};

type Stream = {
  readonly request: LlmRequest;
  readonly noise: number;
  readonly arrivedMs: number;
  startedMs: number | null;
  phase: 'start' | 'prefill' | 'decode';
  generated: number;
  /** Work left in this phase or event, in milliseconds of an engine alone. */
  leftMs: number;
  blocks: number;
};

/**
 * Continuous batching as a fluid: all running streams advance together, each step costs more with
 * more streams; requests beyond the KV blocks wait, and growth without a free block preempts the
 * youngest stream, which starts over.
 */
export const createLlmEngine = (deps: LlmDeps): LlmEngine => {
  const { clock, llm } = deps;
  const blocks = Math.floor(deps.kvTokens / blockSize);
  const running: Stream[] = [];
  const waiting: Stream[] = [];
  let preemptions = 0;
  let lastMs = clock.now();
  let slow = 1;
  let cancelTimer = (): void => {};

  const usedBlocks = (): number => running.reduce((sum, stream) => sum + stream.blocks, 0);
  const tokensInFlight = (): number =>
    running.reduce((sum, { request, generated }) => sum + request.promptTokens + generated, 0);

  const speed = (stream: Stream): number => {
    switch (stream.phase) {
      case 'start':
        return 1 / slow;
      case 'prefill':
        return 1 / (slow * running.filter(({ phase }) => phase === 'prefill').length);
      case 'decode': {
        const stepMs = llm.stepMs + llm.stepMsPerStream * (running.length - 1);
        return llm.stepMs / (slow * stepMs);
      }
    }
  };

  const advance = (): void => {
    const nowMs = clock.now();
    const speeds = running.map(speed);
    running.forEach((stream, index) => {
      stream.leftMs -= (nowMs - lastMs) * (speeds[index] ?? 0);
    });
    lastMs = nowMs;
  };

  const end = (stream: Stream, how: 'length' | 'out-of-memory' | 'cancelled'): void => {
    remove(running, stream);
    remove(waiting, stream);
    const nowMs = clock.now();
    stream.request.onEnd(how, {
      queueMs: (stream.startedMs ?? nowMs) - stream.arrivedMs,
      totalMs: nowMs - stream.arrivedMs,
    });
  };

  const preempt = (stream: Stream): void => {
    remove(running, stream);
    preemptions += 1;
    stream.blocks = 0;
    waiting.unshift(stream);
  };

  /** Room for the next tokens; the youngest goes back to the queue until there is. */
  const grow = (stream: Stream): boolean => {
    const wanted = blocksFor(stream.request.promptTokens + stream.generated + nextTokens(stream));
    while (usedBlocks() - stream.blocks + wanted > blocks) {
      const youngest = running.at(-1);
      if (youngest === undefined || youngest === stream) {
        preempt(stream);
        return false;
      }
      preempt(youngest);
    }
    stream.blocks = wanted;
    return true;
  };

  const startEvent = (stream: Stream): void => {
    if (grow(stream)) {
      stream.phase = 'decode';
      stream.leftMs += nextTokens(stream) * llm.stepMs * stream.noise;
    }
  };

  const settle = (stream: Stream): void => {
    if (stream.phase === 'start') {
      stream.phase = 'prefill';
      const tokens = stream.request.promptTokens + stream.generated;
      stream.leftMs += ((tokens * llm.prefillMsPerKiloToken) / 1_000) * stream.noise;
      return;
    }
    const count =
      stream.phase === 'prefill' ? (stream.generated === 0 ? 1 : 0) : nextTokens(stream);
    stream.generated += count;
    if (count > 0) {
      stream.request.onTokens(count);
    }
    if (stream.generated >= stream.request.maxTokens) {
      end(stream, 'length');
      return;
    }
    startEvent(stream);
  };

  const admit = (): void => {
    for (let stream = waiting[0]; stream !== undefined; stream = waiting[0]) {
      const wanted = blocksFor(stream.request.promptTokens + stream.generated + 1);
      if (usedBlocks() + wanted > blocks || running.length >= maxSequences) {
        return;
      }
      waiting.shift();
      stream.blocks = wanted;
      stream.phase = 'start';
      stream.leftMs = llm.firstTokenMs * stream.noise;
      stream.startedMs ??= clock.now();
      running.push(stream);
      if (!deps.canPeak(tokensInFlight())) {
        failAll();
        return;
      }
    }
  };

  const failAll = (): void => {
    for (const stream of [...running, ...waiting]) {
      end(stream, 'out-of-memory');
    }
  };

  const tick = (): void => {
    const before = running.length;
    advance();
    for (const stream of running.filter(({ leftMs }) => leftMs <= 0.01)) {
      if (running.includes(stream)) {
        settle(stream);
      }
    }
    admit();
    slow = running.length > 0 ? deps.slowdown() : 1;
    if (running.length !== before) {
      deps.onRunning(running.length);
    }
    plan();
  };

  const plan = (): void => {
    cancelTimer();
    if (running.length > 0) {
      const nextMs = Math.min(lookMs, ...running.map((stream) => stream.leftMs / speed(stream)));
      cancelTimer = clock.after(nextMs, tick);
    }
  };

  return {
    submit: (request) => {
      const stream: Stream = {
        request,
        noise: deps.random.spread(llm.cvPpm),
        arrivedMs: clock.now(),
        startedMs: null,
        phase: 'start',
        generated: 0,
        leftMs: 0,
        blocks: 0,
      };
      waiting.push(stream);
      tick();
      return () => {
        if (running.includes(stream) || waiting.includes(stream)) {
          end(stream, 'cancelled');
          deps.onRunning(running.length);
          tick();
        }
      };
    },
    counts: () => ({
      running: running.length,
      waiting: waiting.length,
      blocks,
      usedBlocks: usedBlocks(),
      preemptions,
    }),
    fail: () => {
      failAll();
      deps.onRunning(0);
      plan();
    },
  };
};

const nextTokens = ({ request, generated }: Stream): number =>
  Math.min(tokensPerEvent, request.maxTokens - generated);

const blocksFor = (tokens: number): number => Math.ceil(tokens / blockSize);

const remove = (list: Stream[], stream: Stream): void => {
  const index = list.indexOf(stream);
  if (index >= 0) {
    list.splice(index, 1);
  }
};
