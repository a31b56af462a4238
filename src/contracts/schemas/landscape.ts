import { z } from 'zod';
import { Configuration } from './spec.ts';
import { WordErrors } from './word-errors.ts';

const count = z.int().min(0);
const role = z.enum(['llm', 'stt']);

const Measured = z.strictObject({
  kind: z.literal('measured'),
  samples: z.array(z.int()).min(1),
  median: z.int(),
  p90: z.int(),
  ci: z.tuple([z.int(), z.int()]),
});

const RecordedMeasurement = z.discriminatedUnion('kind', [
  Measured,
  z.strictObject({ kind: z.literal('censored'), atLeast: count }),
]);

const EngineFault = z.strictObject({
  kind: z.enum(['oom', 'infeasible', 'hang', 'crash', 'misapplied', 'cpu-fallback']),
  engine: role,
  evidence: z.string().min(1).max(500),
});

const fault = z.strictObject({ kind: z.literal('fault'), fault: EngineFault });

const Apply = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('applied'),
    proof: z.strictObject({
      llm: z.strictObject({ utilizationPct: count, kvTokens: count }),
      stt: z.strictObject({ model: z.string(), device: z.string(), computeType: z.string() }),
    }),
    startOrder: z.array(role),
    boots: count,
    restarts: count,
    bootMs: count,
    restartMs: count,
  }),
  z.strictObject({ kind: z.literal('refused'), fault: EngineFault }),
]);

const generator = z.strictObject({ latenessP99Us: count, late: z.boolean() });

const Stt = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('observed'),
    observation: z.strictObject({
      latencyUs: RecordedMeasurement,
      words: WordErrors,
      transcripts: count,
      generator,
    }),
  }),
  fault,
]);

const Llm = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('observed'),
    observation: z.strictObject({
      latencyUs: RecordedMeasurement,
      firstTokenUs: RecordedMeasurement,
      milliTokensPerSecond: RecordedMeasurement,
      generator,
    }),
  }),
  fault,
]);

const Rung = z.strictObject({
  concurrency: z.int().min(1),
  turns: count,
  errors: count,
  sttLatencyUs: RecordedMeasurement,
  llmLatencyUs: RecordedMeasurement,
  passed: z.boolean(),
});

const Capacity = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('observed'),
    observation: z.strictObject({
      reference: Rung,
      rungs: z.array(Rung),
      capacity: z.strictObject({ passing: count, failing: z.int().min(1).nullable() }),
      stress: z.strictObject({
        requests: count,
        errors: count,
        timeouts: count,
        preemptions: count,
      }),
      words: WordErrors,
      generator,
    }),
  }),
  fault,
]);

const Gpu = z.strictObject({
  periodMs: z.int().min(1),
  coveragePpm: z.int().min(0).max(1_000_000),
  samples: count,
  totalMiB: count,
  peakUsedMiB: count,
  busyPpm: z.int().min(0).max(1_000_000),
  peakPowerMilliwatt: count,
  throttledUs: count,
  points: z.array(z.tuple([count, count.nullable(), count.nullable()])).max(120),
  digest: z.string().length(64),
});

/** One complete recorded trial of a configuration. Steps after a refusal or fault are absent. */
export const RecordedTrial = z.strictObject({
  apply: Apply,
  stt: Stt.optional(),
  llm: Llm.optional(),
  capacity: Capacity.optional(),
  gpu: Gpu.optional(),
  /** Time that the planner spends for it: on a real card, in milliseconds. */
  durations: z.strictObject({ bootMs: count, probeMs: count }),
});
export type RecordedTrial = Readonly<z.infer<typeof RecordedTrial>>;

/** A table of measurements that answers for the engines, several repeats for each configuration. */
export const Landscape = z.strictObject({
  version: z.literal(1),
  name: z.string().min(1),
  description: z.string().min(1),
  /** What the card and the engines called themselves. */
  card: z.string().min(1),
  driver: z.string().min(1),
  engines: z.strictObject({ llm: z.string().min(1), stt: z.string().min(1) }),
  /** Word errors by STT model, as preparation measures them. */
  words: z.record(z.string(), WordErrors),
  cells: z
    .array(z.strictObject({ configuration: Configuration, repeats: z.array(RecordedTrial).min(1) }))
    .min(1),
});
export type Landscape = Readonly<z.infer<typeof Landscape>>;
