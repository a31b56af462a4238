import type { SttObservation } from '../domain/observation.ts';
import type { Clip } from './clips.ts';
import { watchLateness } from './clock.ts';
import { measurementOf } from './latency.ts';
import { runProbe } from './probe-run.ts';
import type { ProbeOutcome } from './probe-outcome.ts';
import type { LoadSetting } from './setting.ts';
import { warmUpStt } from './warm-up.ts';
import { poolWordErrors, wordErrorsOf } from './wer/word-errors.ts';

const soloClips = 6;

/** Speech alone: 6 clips spread over the set, one after the other, after one discarded. */
export function probeStt(
  setting: LoadSetting,
  signal: AbortSignal,
): Promise<ProbeOutcome<SttObservation>> {
  return runProbe(setting, signal, async (run) => {
    await warmUpStt(run);
    run.enter('clips', soloClips);
    const lateness = watchLateness(setting.clock);
    const samples: number[] = [];
    const atLeast: number[] = [];
    const words = [];
    for (const clip of spread(setting.clips.clips, soloClips)) {
      const result = await run.stt(clip);
      if (result.kind === 'aborted') {
        break;
      }
      run.advance();
      if (result.kind === 'ok') {
        samples.push(result.latencyUs);
        words.push(wordErrorsOf(clip.text, result.text));
      } else if (result.error.kind === 'timeout') {
        atLeast.push(setting.workload.requestTimeoutMs * 1_000);
      }
    }
    const latencyUs = measurementOf({ samples, atLeast });
    const generator = lateness.stop([latencyUs]);
    return { latencyUs, words: poolWordErrors(words), transcripts: samples.length, generator };
  });
}

/** `count` clips at even distances; a smaller set is gone through again. */
function spread(clips: readonly Clip[], count: number): readonly Clip[] {
  const step = Math.max(1, clips.length / count);
  return Array.from(
    { length: count },
    (_, at) => clips[Math.floor(at * step) % clips.length],
  ).filter((clip) => clip !== undefined);
}
