import type { LearnedMemory } from './learned-memory.ts';
import { isOutlier, learnMemory, predictKvTokens } from './learned-memory.ts';
import type { LlmProof, Proved } from './llm-proof.ts';

export type KvCheck = {
  readonly memory: () => LearnedMemory | null;
  /** Passes a proof on, learns from it, and sends a suspicious boot back for one more. */
  readonly check: (proved: Proved<LlmProof>, output: string) => Proved<LlmProof>;
};

export type KvFacts = Parameters<typeof learnMemory>[2] & {
  /** The host's memory is shared with all its programs: there no boot is suspicious. */
  readonly isPredictable: boolean;
};

/** Remembers the KV tokens of every level and compares each new boot with the linear prediction. */
export function createKvCheck(facts: KvFacts): KvCheck {
  let learned: LearnedMemory | null = null;
  let suspectPct: number | null = null;

  const isSuspicious = ({ utilizationPct, kvTokens }: LlmProof): boolean =>
    facts.isPredictable &&
    learned !== null &&
    suspectPct !== utilizationPct &&
    isOutlier(kvTokens, predictKvTokens(learned, utilizationPct, facts), facts.memory);

  return {
    memory: () => learned,
    check: (proved, output) => {
      if (proved.kind !== 'proved') {
        return proved;
      }
      const { utilizationPct, kvTokens } = proved.proof;
      if (isSuspicious(proved.proof)) {
        suspectPct = utilizationPct;
        const evidence = `${kvTokens} KV tokens at ${utilizationPct} %, far from the prediction`;
        return { kind: 'misapplied', evidence };
      }
      suspectPct = null;
      if (learned?.kvTokens[utilizationPct] === undefined) {
        learned = learnMemory(learned, { levelPct: utilizationPct, kvTokens, output }, facts);
      }
      return proved;
    },
  };
}
