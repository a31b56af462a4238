import type { ProbeRun } from './probe-run.ts';

/** One discarded transcription: the first one loads and compiles. */
export async function warmUpStt(run: ProbeRun): Promise<void> {
  const [clip] = run.setting.clips.clips;
  if (clip !== undefined && !run.signal.aborted) {
    await run.stt(clip);
  }
}

/** Two discarded completions: a short one that teaches the tokenizer, then one of full length. */
export async function warmUpLlm(run: ProbeRun): Promise<void> {
  for (const prompt of [run.prompts.short, run.prompts.next]) {
    if (run.signal.aborted) {
      return;
    }
    const text = prompt();
    const result = await run.llm(text);
    if (result.kind === 'ok' && result.promptTokens !== undefined) {
      run.prompts.learn(text, result.promptTokens);
    }
  }
}
