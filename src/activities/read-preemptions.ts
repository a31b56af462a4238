import { readLlmCounters } from '../engines/llm-proof.ts';

const answerTimeoutMs = 2_000;

/** Preemptions since the engine's start by its own metrics; null where it does not tell. */
export async function readPreemptions(metricsUrl: string): Promise<number | null> {
  try {
    const answer = await fetch(metricsUrl, { signal: AbortSignal.timeout(answerTimeoutMs) });
    return answer.ok ? readLlmCounters(await answer.text()).preemptions : null;
  } catch {
    return null;
  }
}
