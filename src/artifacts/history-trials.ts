import type { z } from 'zod';
import { ProbedInput, stepAnswers } from '../contracts/schemas/steps.ts';
import type { TrialOutcome } from '../domain/judge.ts';
import type { GpuSeries, LlmObservation, SttObservation } from '../domain/observation.ts';
import type { ApplyResult, CapacityObservation, WordErrors } from '../domain/observation.ts';
import { levelOf, modelOf } from '../domain/space.ts';
import type { Configuration, Space } from '../domain/space.ts';
import type { HistoryStep } from './history-steps.ts';

export type Words = Readonly<Record<string, WordErrors>>;

/** One try at a candidate as the history has it; `configuration` is null where no probe named it. */
export type HistoryTrial = {
  readonly id: string;
  readonly purpose: 'explore' | 'confirm';
  readonly configuration: Configuration | null;
  readonly outcome: TrialOutcome;
  /** Word errors by STT model, as the last preparation measured them. */
  readonly prepared: Words;
};

export type HistoryTrials = {
  readonly trials: readonly HistoryTrial[];
  /** Memory figures that preparations taught. */
  readonly memory: readonly { readonly weightsMiB: number; readonly overheadMiB: number }[];
  /** Word errors that preparations heard. */
  readonly words: readonly Words[];
};

type Known = {
  readonly applied?: Extract<ApplyResult, { kind: 'applied' }>;
  readonly capacity?: CapacityObservation;
  readonly gpu?: GpuSeries;
  readonly configuration?: Configuration;
};

/** What the steps taught so far; tries in hand by the start of their steps' ids. */
type Fold = {
  readonly space: Space;
  prepared: Words;
  readonly open: Map<string, Known>;
  readonly stt: Map<string, SttObservation>;
  readonly llm: Map<string, LlmObservation>;
  readonly trials: HistoryTrial[];
  readonly memory: HistoryTrials['memory'][number][];
  readonly words: Words[];
};

/** The tries of a chain, put together from the answers of its steps in their order. */
export function trialsOf(answered: readonly HistoryStep[], space: Space): HistoryTrials {
  const fold: Fold = {
    space,
    prepared: {},
    open: new Map(),
    stt: new Map(),
    llm: new Map(),
    trials: [],
    memory: [],
    words: [],
  };
  for (const step of answered) takeStep(fold, step);
  return { trials: fold.trials, memory: fold.memory, words: fold.words };
}

function takeStep(fold: Fold, step: HistoryStep): void {
  if (step.activity === 'prepare') return takePrepare(fold, step);
  const named = /^(c\d+)(\.confirm)?\.(\w+)\.(\d+)$/.exec(step.activityId);
  if (named === null) return;
  const [, id = '', confirm, , round] = named;
  const at = { id, purpose: confirm === undefined ? 'explore' : 'confirm' } as const;
  const key = `${at.id} ${at.purpose} ${round}`;
  switch (step.activity) {
    case 'applyConfiguration':
      return takeApply(fold, key, { at, step });
    case 'probeStt':
    case 'probeLlm':
    case 'probeCapacity':
      return takeProbe(fold, key, { at, step });
    case 'sampleGpu': {
      const gpu = parsed(stepAnswers.gpu, step.result);
      if (gpu !== null) learn(fold, key, { at, known: { gpu } });
      return;
    }
  }
}

type At = Pick<HistoryTrial, 'id' | 'purpose'>;
type Taken = { readonly at: At; readonly step: HistoryStep };

function takePrepare(fold: Fold, step: HistoryStep): void {
  const prepared = parsed(stepAnswers.prepare, step.result);
  if (prepared === null) return;
  const { words, weightsMiB, overheadMiB } = prepared;
  fold.prepared = words;
  fold.words.push(words);
  fold.memory.push({ weightsMiB, overheadMiB });
}

function takeApply(fold: Fold, key: string, { at, step }: Taken): void {
  fold.open.delete(key);
  const result = parsed(stepAnswers.apply, step.result);
  if (result === null) return;
  if (result.kind === 'applied') learn(fold, key, { at, known: { applied: result } });
  else push(fold, at, { configuration: null, outcome: { kind: 'fault', fault: result.fault } });
}

function takeProbe(fold: Fold, key: string, { at, step }: Taken): void {
  const configuration = parsed(ProbedInput, step.input)?.candidate.configuration ?? null;
  const result = probeOf(fold, step, configuration);
  if (result === null) return;
  if (result.kind === 'fault') {
    push(fold, at, { configuration, outcome: { kind: 'fault', fault: result.fault } });
    return;
  }
  const named = configuration === null ? {} : { configuration };
  const { capacity } = result;
  learn(fold, key, { at, known: capacity === null ? named : { ...named, capacity } });
}

type Probe =
  | { readonly kind: 'observed'; readonly capacity: CapacityObservation | null }
  | Extract<TrialOutcome, { kind: 'fault' }>;

/** Keeps solo figures for the other candidates of the same model or level. */
function probeOf(fold: Fold, step: HistoryStep, configuration: Configuration | null): Probe | null {
  const solo = { kind: 'observed', capacity: null } as const;
  switch (step.activity) {
    case 'probeStt': {
      const result = parsed(stepAnswers.stt, step.result);
      if (result?.kind !== 'observed') return result;
      if (configuration) fold.stt.set(modelOf(fold.space, configuration), result.observation);
      return solo;
    }
    case 'probeLlm': {
      const result = parsed(stepAnswers.llm, step.result);
      if (result?.kind !== 'observed') return result;
      if (configuration) fold.llm.set(levelOf(fold.space, configuration), result.observation);
      return solo;
    }
    default: {
      const result = parsed(stepAnswers.capacity, step.result);
      return result?.kind === 'observed'
        ? { kind: 'observed', capacity: result.observation }
        : result;
    }
  }
}

/** Adds what a step taught of a try; with joint load and GPU series both there the try is whole. */
function learn(
  fold: Fold,
  key: string,
  { at, known }: { readonly at: At; readonly known: Known },
): void {
  const all = { ...fold.open.get(key), ...known };
  fold.open.set(key, all);
  const { applied, capacity, gpu, configuration } = all;
  if (!applied || !capacity || !gpu || !configuration) return;
  const model = modelOf(fold.space, configuration);
  const stt = fold.stt.get(model);
  const llm = fold.llm.get(levelOf(fold.space, configuration));
  if (stt === undefined || llm === undefined) return;
  const observations = { applied, stt, llm, capacity, gpu };
  const words = fold.prepared[model] ?? stt.words;
  push(fold, at, { configuration, outcome: { kind: 'observed', observations, words } });
  fold.open.delete(key);
}

function push(fold: Fold, at: At, seen: Pick<HistoryTrial, 'configuration' | 'outcome'>): void {
  fold.trials.push({ ...at, ...seen, prepared: fold.prepared });
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T | null {
  const result = schema.safeParse(value);
  return result.success ? result.data : null;
}
