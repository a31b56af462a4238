import type { LlmResult } from './llm-request.ts';
import type { ProbeRun } from './probe-run.ts';

/** One discarded transcription: the first one loads and compiles. */
export async function warmUpStt(run: ProbeRun): Promise<void> {
  const [clip] = run.setting.clips.clips;
  if (clip !== undefined && !run.signal.aborted) {
    await run.stt(clip);
  }
}

/** Enough of an answer to learn how the server counts tokens. */
const shortAnswer = 4;

/** Two discarded completions: a short one that teaches the tokenizer, then one of full length. */
export async function warmUpLlm(run: ProbeRun): Promise<void> {
  const short = run.prompts.short();
  learnFrom(run, short, await run.llm(short, run.signal, shortAnswer));
  if (run.signal.aborted) return;
  const full = run.prompts.next();
  learnFrom(run, full, await run.llm(full));
}

function learnFrom({ prompts }: ProbeRun, prompt: string, result: LlmResult): void {
  if (result.kind === 'ok' && result.promptTokens !== undefined) {
    prompts.learn(prompt, result.promptTokens);
  }
}
