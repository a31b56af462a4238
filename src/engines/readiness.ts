import { setTimeout as sleep } from 'node:timers/promises';
import type { GuardedProcess } from './guarded-process.ts';

export type Readiness = 'ready' | 'exited' | 'timed-out' | 'aborted';

export type ReadinessRequest = {
  readonly url: string;
  readonly process: GuardedProcess;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
};

const firstPauseMs = 25;
const lastPauseMs = 100;
const answerTimeoutMs = 2_000;

/** Waits for 200 on the health path. A refused connection is normal: vLLM opens its port last. */
export async function awaitReady(request: ReadinessRequest): Promise<Readiness> {
  const endMs = performance.now() + request.timeoutMs;
  let hasEnded = false;
  void request.process.ended.then(() => (hasEnded = true));
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(lastPauseMs, pauseMs * 1.5)) {
    if (request.signal?.aborted === true) {
      return 'aborted';
    }
    if (hasEnded || request.process.exit() !== null) {
      return 'exited';
    }
    if ((await askHealth(request.url)) === 200) {
      return 'ready';
    }
    if (performance.now() > endMs) {
      return 'timed-out';
    }
    await sleep(pauseMs);
  }
}

/** null: no answer. */
export async function askHealth(url: string, timeoutMs = answerTimeoutMs): Promise<number | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    await response.body?.cancel();
    return response.status;
  } catch {
    return null;
  }
}

/** The text of an answer with status 200, else null. */
export async function fetchText(url: string, timeoutMs = answerTimeoutMs): Promise<string | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    const text = await response.text();
    return response.status === 200 ? text : null;
  } catch {
    return null;
  }
}
