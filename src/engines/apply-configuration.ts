import type { ApplyResult, Proof } from '../domain/observation.ts';
import type { EngineRole } from '../domain/space.ts';
import type { CardUse } from './card.ts';
import { lost } from './engine-faults.ts';
import type { EnginePair } from './engine-pair.ts';
import { splitSettings } from './engine-settings.ts';
import type { EngineSettings } from './engine-settings.ts';
import type { ApplyRequest, EngineHostOptions } from './host-types.ts';
import { awaitMemoryBack } from './memory-back.ts';

export type ApplyFacts = {
  readonly options: EngineHostOptions;
  readonly pair: EnginePair;
  /** The card before the session. */
  readonly before: CardUse;
};

/** Brings the engines from whatever runs to the wanted configuration, and reads back that it is so. */
export async function applyConfiguration(
  facts: ApplyFacts,
  { configuration, order, onStart }: ApplyRequest,
  signal: AbortSignal,
): Promise<ApplyResult> {
  const { options, pair } = facts;
  const wanted = splitSettings(options.profile, configuration, options.placeholders);
  signal.throwIfAborted();
  // starts of a step that was called off do not belong to this one
  pair.takeCounts();
  for (const role of await clearFor(facts, wanted, order)) {
    onStart?.(role);
    const started = await pair[role].start(wanted[role], signal);
    if (started.kind === 'refused') {
      return started;
    }
  }
  return {
    kind: 'applied',
    proof: needProof(pair),
    startOrder: pair.startOrder(),
    ...pair.takeCounts(),
  };
}

/**
 * Stops what has to go and says what has to come, in order. While exploring the LLM boots alone:
 * what loads or unloads while vLLM profiles would be charged to it.
 */
async function clearFor(
  { options, pair, before }: ApplyFacts,
  wanted: EngineSettings,
  order: ApplyRequest['order'],
): Promise<readonly EngineRole[]> {
  const keepsLlm = order === 'exploring' && pair.llm.runs(wanted.llm);
  if (keepsLlm && pair.stt.runs(wanted.stt)) {
    return [];
  }
  if (keepsLlm) {
    await pair.stt.stop();
    return ['stt'];
  }
  await pair.stop();
  await awaitMemoryBack(options.card, before.usedMiB);
  return order === 'production' ? options.profile.productionOrder : ['llm', 'stt'];
}

function needProof(pair: EnginePair): Proof {
  const [llm, stt] = [pair.llm.proof(), pair.stt.proof()];
  if (llm === null || stt === null) {
    throw lost(llm === null ? 'llm' : 'stt', 'it ended while the other one started');
  }
  return { llm, stt };
}
