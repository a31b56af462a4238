import { cleanEvidence } from './evidence.ts';
import { scoreTrial } from './fitness.ts';
import type { ObjectiveValues } from './fitness.ts';
import type { Measurement, UnmeasuredCause } from './measurement.ts';
import { isBroken } from './objective.ts';
import type { Objective, ObjectiveName, QualityRule } from './objective.ts';
import { memoryUse, stabilityPpm } from './observation.ts';
import type { EngineFault, Observations, WordErrors } from './observation.ts';
import { decideQuality, wordErrorPpm } from './quality.ts';
import type { BaselineWords } from './quality.ts';
import type { Verdict } from './verdict.ts';

export type JudgeRules = {
  readonly objectives: readonly Objective[];
  readonly quality: QualityRule;
  readonly baselineWords: BaselineWords;
};

/** `words` are pooled over the solo probe and the load of this trial. */
export type TrialOutcome =
  | { readonly kind: 'observed'; readonly observations: Observations; readonly words: WordErrors }
  | { readonly kind: 'fault'; readonly fault: EngineFault };

/**
 * The verdict on one trial. A fault of the engines blames the configuration, except a misapplied
 * setting and a CPU fallback, which measured something else. A figure that is absent leaves the
 * trial unmeasured; a latency censored at or beyond its limit counts as that bound.
 */
export function judge(rules: JudgeRules, trial: TrialOutcome): Verdict {
  if (trial.kind === 'fault') return judgeFault(trial.fault);
  const { observations, words } = trial;
  const rate = wordErrorPpm(words);
  if (rate === null) return unmeasured('no-samples', 'no transcript to hold against a reference');
  const ruledOut = judgeWords(rules, words);
  if (ruledOut !== null) return ruledOut;
  const quality = decideQuality(rules.quality, words, rules.baselineWords);
  const read = readFigures(rules.objectives, observations);
  if (read.kind !== 'figures') return read;
  return {
    kind: 'scored',
    ...scoreTrial(rules.objectives, read.values),
    quality,
    wordErrorPpm: rate,
    freeMiB: read.freeMiB,
  };
}

/** What words alone decide, before any load: `disqualified` where they are worse, else null. */
export function judgeWords(
  { quality, baselineWords }: Pick<JudgeRules, 'quality' | 'baselineWords'>,
  words: WordErrors,
): Verdict | null {
  const rate = wordErrorPpm(words);
  if (rate === null || decideQuality(quality, words, baselineWords) !== 'worse') return null;
  return worse(rate, quality);
}

function judgeFault({ kind, engine, evidence }: EngineFault): Verdict {
  const text = cleanEvidence(`${engine}: ${evidence}`);
  switch (kind) {
    case 'oom':
      return { kind: 'disqualified', reason: 'oom', evidence: text };
    case 'hang':
    case 'crash':
      return { kind: 'disqualified', reason: 'instability', evidence: text };
    case 'infeasible':
      return { kind: 'infeasible', evidence: text };
    case 'misapplied':
    case 'cpu-fallback':
      return { kind: 'unmeasured', cause: kind, evidence: text };
  }
}

function worse(rate: number, { marginPpm }: QualityRule): Verdict {
  const evidence = `word error rate ${percent(rate)}, over ${percent(marginPpm)} above the baseline's`;
  return { kind: 'disqualified', reason: 'quality', evidence };
}

type Figures = {
  readonly kind: 'figures';
  readonly values: ObjectiveValues;
  readonly freeMiB: number;
};

function readFigures(objectives: readonly Objective[], seen: Observations): Figures | Verdict {
  const { reference, capacity, stress, generator } = seen.capacity;
  if (generator.late) return lateGenerator(generator.latenessP99Us);
  const stt = readLatency(objectives, 'sttLatency', reference.sttLatencyUs);
  if (typeof stt !== 'number') return stt;
  const llm = readLatency(objectives, 'llmLatency', reference.llmLatencyUs);
  if (typeof llm !== 'number') return llm;
  const stability = stabilityPpm(stress);
  if (stability === null) return unmeasured('no-samples', 'stability: no request under stress');
  const memory = memoryUse(seen.gpu);
  if (memory === null) return unmeasured('no-samples', 'efficiency: memory use was not reported');
  const values = {
    sttLatency: stt,
    llmLatency: llm,
    capacity: capacity.passing,
    stability,
    efficiency: memory.usedPpm,
  };
  return { kind: 'figures', values, freeMiB: memory.freeMiB };
}

function readLatency(
  objectives: readonly Objective[],
  name: ObjectiveName,
  latency: Measurement,
): number | Verdict {
  switch (latency.kind) {
    case 'measured':
      return latency.median;
    case 'censored':
      return objectives.some((each) => each.name === name && isBroken(each, latency.atLeast))
        ? latency.atLeast
        : unmeasured('no-samples', `${name}: known only to be at least ${latency.atLeast} us`);
    case 'infeasible':
      return {
        kind: 'infeasible',
        evidence: cleanEvidence(`${latency.cause}: ${latency.evidence}`),
      };
    case 'unmeasured':
      return unmeasured(latency.cause, `${name}: ${latency.cause}`);
  }
}

function lateGenerator(latenessP99Us: number): Verdict {
  return unmeasured('generator-late', `requests left up to ${latenessP99Us} us late (p99)`);
}

function unmeasured(cause: UnmeasuredCause, evidence: string): Verdict {
  return { kind: 'unmeasured', cause, evidence };
}

function percent(ppm: number): string {
  return `${(ppm / 10_000).toFixed(2)} %`;
}
