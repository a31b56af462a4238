import type { Simulation } from '../contracts/schemas/profile.ts';
import type { Clock } from './clock.ts';
import type { Random } from './random.ts';

// the neighbour's load is looked at this often while workers are busy
const lookMs = 40;

export type SttTiming = { readonly queueMs: number; readonly workMs: number };

export type SttDeps = {
  readonly clock: Clock;
  readonly model: Simulation['stt']['models'][string];
  readonly device: 'cuda' | 'cpu';
  readonly workers: number;
  readonly random: Random;
  slowdown(): number;
  /** Asks for the memory of so many busy workers; false: out of memory. */
  takeFor(busy: number): boolean;
  onRunning(busy: number): void;
};

export type SttEngine = {
  submit(onEnd: (end: 'done' | 'out-of-memory', timing: SttTiming) => void): void;
  counts(): { readonly running: number; readonly waiting: number };
};

type Job = {
  readonly onEnd: (end: 'done' | 'out-of-memory', timing: SttTiming) => void;
  readonly arrivedMs: number;
  startedMs: number;
  leftMs: number;
};

/** Workers that share the weights: a queue in front, each busy one takes its own memory. */
export const createSttEngine = (deps: SttDeps): SttEngine => {
  const { clock, model } = deps;
  const running: Job[] = [];
  const waiting: Job[] = [];
  let lastMs = clock.now();
  let slow = 1;
  let cancelTimer = (): void => {};

  const aloneMs = deps.device === 'cpu' ? model.cpuLatencyMs : model.latency.medianMs;

  const end = (job: Job, how: 'done' | 'out-of-memory'): void => {
    const nowMs = clock.now();
    job.onEnd(how, { queueMs: job.startedMs - job.arrivedMs, workMs: nowMs - job.startedMs });
  };

  const admit = (): void => {
    while (running.length < deps.workers) {
      const job = waiting.shift();
      if (job === undefined) {
        return;
      }
      job.startedMs = clock.now();
      if (!deps.takeFor(running.length + 1)) {
        end(job, 'out-of-memory');
        continue;
      }
      job.leftMs = aloneMs * deps.random.spread(model.latency.cvPpm);
      running.push(job);
    }
  };

  const tick = (): void => {
    const before = running.length;
    const nowMs = clock.now();
    for (const job of running) {
      job.leftMs -= (nowMs - lastMs) / slow;
    }
    lastMs = nowMs;
    for (const job of running.filter(({ leftMs }) => leftMs <= 0.01)) {
      running.splice(running.indexOf(job), 1);
      end(job, 'done');
    }
    admit();
    slow = running.length > 0 ? deps.slowdown() : 1;
    if (running.length !== before) {
      deps.takeFor(running.length);
      deps.onRunning(running.length);
    }
    cancelTimer();
    if (running.length > 0) {
      const nextMs = Math.min(...running.map(({ leftMs }) => leftMs)) * slow;
      cancelTimer = clock.after(Math.min(lookMs, nextMs), tick);
    }
  };

  return {
    submit: (onEnd) => {
      const nowMs = clock.now();
      waiting.push({ onEnd, arrivedMs: nowMs, startedMs: nowMs, leftMs: 0 });
      tick();
    },
    counts: () => ({ running: running.length, waiting: waiting.length }),
  };
};
