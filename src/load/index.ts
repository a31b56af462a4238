import type { CapacityObservation, LlmObservation, SttObservation } from '../domain/observation.ts';
import { probeCapacity } from './probe-capacity.ts';
import type { CapacityPlan } from './probe-capacity.ts';
import { probeLlm } from './probe-llm.ts';
import { probeStt } from './probe-stt.ts';
import { probeWords } from './probe-words.ts';
import type { WordsObservation } from './probe-words.ts';
import type { ProbeOutcome } from './probe-outcome.ts';
import type { LoadSetting } from './setting.ts';

export { readClipSet } from './clips.ts';
export type { Clip, ClipSet } from './clips.ts';
export { createClock } from './clock.ts';
export { LoadAborted } from './probe-outcome.ts';
export type { ProbeOutcome } from './probe-outcome.ts';
export type { LoadSetting, Progress } from './setting.ts';
export { poolWordErrors, wordErrorsOf } from './wer/word-errors.ts';
export type { CapacityPlan, WordsObservation };

/** The probes of one trial step. Every probe throws `LoadAborted` when its signal ends it. */
export type Load = {
  probeStt(signal: AbortSignal): Promise<ProbeOutcome<SttObservation>>;
  probeLlm(signal: AbortSignal): Promise<ProbeOutcome<LlmObservation>>;
  probeCapacity(
    signal: AbortSignal,
    plan: CapacityPlan,
  ): Promise<ProbeOutcome<CapacityObservation>>;
  /** Word errors over the whole clip set. */
  probeWords(signal: AbortSignal, concurrency?: number): Promise<ProbeOutcome<WordsObservation>>;
};

export function createLoad(setting: LoadSetting): Load {
  return {
    probeStt: (signal) => probeStt(setting, signal),
    probeLlm: (signal) => probeLlm(setting, signal),
    probeCapacity: (signal, plan) => probeCapacity(setting, signal, plan),
    probeWords: (signal, concurrency) => probeWords(setting, signal, concurrency),
  };
}
