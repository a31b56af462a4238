import type { WordErrors } from '../domain/observation.ts';
import type { EngineRole } from '../domain/space.ts';
import type { ProbeRun } from './probe-run.ts';
import type { RequestError } from './request-error.ts';
import { wordErrorsOf } from './wer/word-errors.ts';

/** One voice turn: speech, then text. Times are microseconds of the engines' clock. */
export type Turn =
  | {
      readonly kind: 'done';
      readonly sttUs: number;
      readonly llmUs: number;
      readonly words: WordErrors;
    }
  | {
      readonly kind: 'failed';
      readonly engine: EngineRole;
      readonly error: RequestError;
      /** The speech half, where it was the text that failed. */
      readonly sttUs?: number;
    };

/** Runs turn `index` on the clips in order; undefined when the signal ended it. */
export async function runTurn(
  run: ProbeRun,
  index: number,
  signal: AbortSignal,
): Promise<Turn | undefined> {
  const { clips } = run.setting.clips;
  const clip = clips[index % clips.length];
  if (clip === undefined) {
    return undefined;
  }
  const heard = await run.stt(clip, signal);
  if (heard.kind === 'aborted') {
    return undefined;
  }
  if (heard.kind === 'error') {
    return { kind: 'failed', engine: 'stt', error: heard.error };
  }
  const sttUs = heard.latencyUs;
  const said = await run.llm(run.prompts.next(), signal);
  switch (said.kind) {
    case 'aborted':
      return undefined;
    case 'error':
      return { kind: 'failed', engine: 'llm', error: said.error, sttUs };
    case 'ok':
      return {
        kind: 'done',
        sttUs,
        llmUs: said.latencyUs,
        words: wordErrorsOf(clip.text, heard.text),
      };
  }
}
