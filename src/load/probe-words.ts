import type { WordErrors } from '../domain/observation.ts';
import { runClosedLoop } from './closed-loop.ts';
import { runProbe } from './probe-run.ts';
import type { ProbeOutcome } from './probe-outcome.ts';
import type { LoadSetting } from './setting.ts';
import { poolWordErrors, wordErrorsOf } from './wer/word-errors.ts';

/** Word errors pooled over every clip of the workload; `failed` clips gave no transcript in two tries. */
export type WordsObservation = {
  readonly words: WordErrors;
  readonly transcripts: number;
  readonly failed: number;
};

/** Transcribes the whole set once, `concurrency` clips at a time. */
export function probeWords(
  setting: LoadSetting,
  signal: AbortSignal,
  concurrency = 4,
): Promise<ProbeOutcome<WordsObservation>> {
  return runProbe(setting, signal, async (run) => {
    const { clips } = setting.clips;
    run.enter('clips', clips.length);
    const heard = await runClosedLoop<WordErrors | null>({
      concurrency,
      count: clips.length,
      boxMs: null,
      atEnd: 'await',
      signal: run.signal,
      isFailure: (words) => words === null,
      onResult: run.advance,
      start: async (index, loopSignal) => {
        const clip = clips[index];
        if (clip === undefined) {
          return undefined;
        }
        const first = await run.stt(clip, loopSignal);
        const result = first.kind === 'error' ? await run.stt(clip, loopSignal) : first;
        if (result.kind === 'aborted') {
          return undefined;
        }
        return result.kind === 'ok' ? wordErrorsOf(clip.text, result.text) : null;
      },
    });
    const words = heard.results.filter((one) => one !== null);
    return {
      words: poolWordErrors(words),
      transcripts: words.length,
      failed: heard.results.length - words.length,
    };
  });
}
