import type { LlmObservation } from '../domain/observation.ts';
import { summarize } from '../domain/statistics/summarize.ts';
import { watchLateness } from './clock.ts';
import { measurementOf } from './latency.ts';
import { runProbe } from './probe-run.ts';
import type { ProbeOutcome } from './probe-outcome.ts';
import type { LoadSetting } from './setting.ts';
import { warmUpLlm } from './warm-up.ts';

const soloRequests = 4;

/** Text alone: 4 requests one after the other, after two discarded. */
export function probeLlm(
  setting: LoadSetting,
  signal: AbortSignal,
): Promise<ProbeOutcome<LlmObservation>> {
  return runProbe(setting, signal, async (run) => {
    await warmUpLlm(run);
    run.enter('prompts', soloRequests);
    const lateness = watchLateness(setting.clock);
    const samples: number[] = [];
    const firsts: number[] = [];
    const speeds: number[] = [];
    const atLeast: number[] = [];
    for (let at = 0; at < soloRequests; at += 1) {
      const result = await run.llm(run.prompts.next());
      if (result.kind === 'aborted') {
        break;
      }
      run.advance();
      if (result.kind === 'ok') {
        samples.push(result.latencyUs);
        firsts.push(result.firstTokenUs);
        speeds.push(...speedOf(result));
      } else if (result.error.kind === 'timeout') {
        atLeast.push(setting.workload.requestTimeoutMs * 1_000);
      }
    }
    const latencyUs = measurementOf({ samples, atLeast });
    const generator = lateness.stop([latencyUs]);
    return {
      latencyUs,
      firstTokenUs: summarize(firsts),
      milliTokensPerSecond: summarize(speeds),
      generator,
    };
  });
}

/** Tokens after the first by the time after the first, x 1000; nothing where there is no such time. */
function speedOf(result: { latencyUs: number; firstTokenUs: number; tokens: number }): number[] {
  const us = result.latencyUs - result.firstTokenUs;
  const tokens = result.tokens - 1;
  return us > 0 && tokens > 0 ? [Math.round((tokens * 1_000_000_000) / us)] : [];
}
