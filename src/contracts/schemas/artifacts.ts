import { z } from 'zod';
import type { Environment, GenerationInput, PublishInput } from '../activities.ts';
import type { ExperimentResult } from '../workflows.ts';
import { objectiveNames } from '../../domain/objective.ts';
import { LineageLine, Verdict } from './lineage.ts';
import { Configuration, Spec } from './spec.ts';

const knobValue = z.union([z.int(), z.string().min(1)]);
const count = z.int().min(0);
const ppm = z.int();
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const interval = z.tuple([ppm, ppm]).readonly();
export const outcomes = [
  'better',
  'keep-baseline',
  'not-distinguishable',
  'unconfirmed',
  'no-baseline',
] as const;
const states = ['completed', 'capped', 'stopped', 'no-viable-candidate', 'failed'] as const;

const Candidate = z.strictObject({
  id: z.string(),
  cell: count,
  configuration: Configuration,
  generation: count,
  origin: z.enum(['baseline', 'initial', 'elite', 'child', 'random', 'grid', 'injected']),
  parentIds: z.array(z.string()),
  mutations: z.array(z.strictObject({ knob: z.string(), from: knobValue, to: knobValue })),
  repeatOf: z.string().nullable(),
});

export const Comparison = z.strictObject({
  verdict: z.enum(['better', 'worse', 'not-distinguishable']),
  differencePpm: ppm,
  ci: interval,
  latencies: z.array(
    z.strictObject({
      objective: z.enum(objectiveNames),
      changePpm: ppm,
      ci: interval,
      verdict: z.enum(['faster', 'slower', 'not-distinguishable']),
      mannWhitneyPpm: count.nullable(),
    }),
  ),
  bootNoiseAssumed: z.boolean(),
});

const Plan = z.strictObject({
  costMs: count,
  availableMs: z.int(),
  boots: count,
  trials: count,
  cells: count,
  feasibleCells: count,
  droppedLevels: z.array(knobValue),
  droppedFinalists: count,
  capForAllMs: count,
  reserveMs: count,
  recommend: z.literal('exhaustive').nullable(),
});

const Result = z.strictObject({
  experiment: z.string(),
  state: z.enum(states),
  outcome: z.enum(outcomes),
  sentence: z.string(),
  winner: Candidate.nullable(),
  baseline: Candidate,
  baselineVerdict: Verdict,
  winnerVerdict: Verdict.nullable(),
  confirmed: z.boolean(),
  comparison: Comparison.nullable(),
  ties: z.array(z.string()),
  tieSentence: z.string().nullable(),
  counts: z.strictObject({
    scored: count,
    disqualified: count,
    infeasible: count,
    unmeasured: count,
    repeats: count,
  }),
  leaders: z.array(
    z.strictObject({
      candidate: Candidate,
      purpose: z.enum(['explore', 'confirm']),
      verdict: Verdict,
    }),
  ),
  plan: Plan,
  simulated: z.boolean(),
  specDigest: digest,
  lineageHead: digest,
  lineageLength: count,
  prepareMs: count,
  usedMs: count,
  capMs: count,
  boots: count,
  gpuReleased: z.enum(['proven', 'unproven']),
  why: z.string(),
  folder: z.string(),
}) satisfies z.ZodType<ExperimentResult>;

export const RunEnvironment = z.strictObject({
  host: z.string(),
  card: z.string(),
  driver: z.string(),
  engines: z.strictObject({ llm: z.string(), stt: z.string() }),
  versions: z.record(z.string(), z.string()),
  simulated: z.boolean(),
  digest: z.string(),
}) satisfies z.ZodType<Environment>;

/** What the workflow handed to `publishArtifacts`, as its history has it. */
export const Publication = z.strictObject({
  workflowId: z.string(),
  firstRunId: z.string(),
  folder: z.string(),
  spec: Spec,
  result: Result,
  environment: RunEnvironment.nullable(),
}) satisfies z.ZodType<PublishInput>;

/** The result of workflow `experiment`, as the event of its end has it. */
export const RunResult = Result;

/** Whether a configuration met each target; `value` is null where it was not scored. */
export const Targets = z.array(
  z.strictObject({
    objective: z.enum(objectiveNames),
    better: z.enum(['lower', 'higher', 'near']),
    target: z.int(),
    value: z.int().nullable(),
    met: z.boolean(),
  }),
);
export type Targets = Readonly<z.infer<typeof Targets>>;

/** One trial of `summary.json`; `sha256` is its record's hash in `lineage.jsonl`. */
const Trial = z.strictObject({
  id: z.string(),
  generation: count,
  origin: z.string(),
  purpose: z.enum(['explore', 'confirm']),
  repeatOf: z.string().nullable(),
  configuration: Configuration,
  verdict: Verdict,
  seq: count,
  sha256: digest,
});

/** `summary.json`: what a run came to. Times are those of the history. */
export const Summary = z.strictObject({
  schemaVersion: z.literal(1),
  simulated: z.boolean(),
  experiment: z.string(),
  runId: z.string(),
  workflowId: z.string(),
  firstRunId: z.string(),
  startedAt: z.string(),
  finishedAt: z.string(),
  targets: z.strictObject({ baseline: Targets, winner: Targets.nullable() }),
  result: Result,
  environment: RunEnvironment.nullable(),
  trials: z.array(Trial),
});
export type Summary = Readonly<z.infer<typeof Summary>>;

/** `winners/<experiment>.json`: the newest finished run of an experiment and what it proposes. */
export const Winner = z.strictObject({
  schemaVersion: z.literal(1),
  simulated: z.boolean(),
  experiment: z.string(),
  runId: z.string(),
  firstRunId: z.string(),
  /** The run folder, below the artifacts folder. */
  folder: z.string(),
  finishedAt: z.string(),
  state: z.enum(states),
  outcome: z.enum(outcomes),
  sentence: z.string(),
  confirmed: z.boolean(),
  winner: Candidate.nullable(),
  winnerVerdict: Verdict.nullable(),
  baseline: Candidate,
  baselineVerdict: Verdict,
  specDigest: digest,
  lineageHead: digest,
});
export type Winner = Readonly<z.infer<typeof Winner>>;

/**
 * `manifest.json`: what is not in the chain, and the digest of every other file of the folder. It is
 * derived wholly from those files, so that `verify` can derive it again byte by byte.
 */
export const Manifest = z.strictObject({
  schemaVersion: z.literal(1),
  simulated: z.boolean().nullable(),
  runId: z.string().nullable(),
  firstRunId: z.string().nullable(),
  genesis: digest.nullable(),
  head: digest.nullable(),
  records: count,
  specDigest: digest.nullable(),
  environment: RunEnvironment.nullable(),
  /** Digest of the GPU series of each trial, by the id of the step that took it. */
  evidence: z.record(z.string(), digest),
  /** SHA-256 of every file of the folder but this one. */
  files: z.record(z.string(), digest),
  /** SHA-256 of the rest as JSON without spaces: tells a changed manifest from a changed file. */
  digest,
});
export type Manifest = Readonly<z.infer<typeof Manifest>>;

/** `owner.json`: the execution chain that a run folder belongs to. */
export const Owner = z.strictObject({ firstRunId: z.string().min(1) });

/** What the workflow handed to `recordGeneration`, as its history has it. */
export const Generation = z.strictObject({
  experiment: z.string(),
  folder: z.string(),
  firstRunId: z.string(),
  generation: count,
  records: z.array(LineageLine),
  head: digest,
}) satisfies z.ZodType<GenerationInput>;

/** The answer of `resolveSpec`, as the history has it. */
export const Resolved = z.object({ spec: Spec });

/** The digest of a GPU series, in the answer of `sampleGpu`. */
export const SeriesDigest = z.object({ digest });
