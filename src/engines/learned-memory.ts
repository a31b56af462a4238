import type { ProcessProfile } from '../contracts/schemas/profile.ts';

/** What boots have taught about the LLM's memory; KV is linear in the level, so one boot is enough. */
export type LearnedMemory = {
  readonly weightsMiB: number;
  readonly overheadMiB: number;
  /** KV tokens by level, as the engine reported them. */
  readonly kvTokens: Readonly<Record<string, number>>;
};

export type Boot = {
  readonly levelPct: number;
  readonly kvTokens: number;
  /** Output of the boot: vLLM tells there what the weights take. */
  readonly output: string;
};

/** share x total = weights + overhead + KV (measurement.md 1): solved for what is not known. */
export function learnMemory(
  known: LearnedMemory | null,
  boot: Boot,
  facts: { readonly memory: ProcessProfile['memory']; readonly totalMiB: number },
): LearnedMemory {
  const kvMiB = (boot.kvTokens * facts.memory.kvBytesPerToken) / 1_048_576;
  const fixedMiB = Math.max(0, (facts.totalMiB * boot.levelPct) / 100 - kvMiB);
  const weightsMiB = Math.min(fixedMiB, readWeightsMiB(boot.output) ?? facts.memory.weightsMiB);
  return {
    weightsMiB: Math.round(weightsMiB),
    overheadMiB: Math.round(fixedMiB - weightsMiB),
    kvTokens: { ...known?.kvTokens, [boot.levelPct]: boot.kvTokens },
  };
}

/**
 * KV tokens that a level should give by what earlier boots taught. A boot far beside it met another
 * process while it profiled, and deserves a second one.
 */
export function predictKvTokens(
  known: LearnedMemory,
  levelPct: number,
  facts: { readonly memory: ProcessProfile['memory']; readonly totalMiB: number },
): number {
  const kvMiB = (facts.totalMiB * levelPct) / 100 - known.weightsMiB - known.overheadMiB;
  return Math.max(0, Math.floor((kvMiB * 1_048_576) / facts.memory.kvBytesPerToken));
}

const tolerance = 0.05;
const toleranceMiB = 64;

export function isOutlier(
  kvTokens: number,
  predicted: number,
  memory: ProcessProfile['memory'],
): boolean {
  const toleratedTokens = (toleranceMiB * 1_048_576) / memory.kvBytesPerToken;
  return Math.abs(kvTokens - predicted) > Math.max(toleratedTokens, predicted * tolerance);
}

function readWeightsMiB(output: string): number | null {
  const match = /Model loading took (\d+(?:\.\d+)?) GiB/.exec(output);
  return match === null ? null : Number(match[1]) * 1_024;
}
