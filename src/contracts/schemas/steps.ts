import { z } from 'zod';
import { unmeasuredCauses } from '../../domain/measurement.ts';
import type { ApplyResult, EngineFault, GpuSeries } from '../../domain/observation.ts';
import type { CapacityObservation, LlmObservation } from '../../domain/observation.ts';
import type { ProbeResult, SttObservation, WordErrors } from '../../domain/observation.ts';
import type { Measurement } from '../../domain/measurement.ts';
import { Configuration } from './spec.ts';

const count = z.int().min(0);
const role = z.enum(['llm', 'stt']);

const Words = z.object({
  words: count,
  substitutions: count,
  deletions: count,
  insertions: count,
}) satisfies z.ZodType<WordErrors>;

const Figure = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('measured'),
    samples: z.array(z.int()),
    median: z.int(),
    p90: z.int(),
    ci: z.tuple([z.int(), z.int()]),
  }),
  z.object({ kind: z.literal('censored'), atLeast: z.int() }),
  z.object({ kind: z.literal('infeasible'), cause: z.string(), evidence: z.string() }),
  z.object({
    kind: z.literal('unmeasured'),
    cause: z.enum(unmeasuredCauses),
    retryable: z.boolean(),
  }),
]) satisfies z.ZodType<Measurement>;

const Fault = z.object({
  kind: z.enum(['oom', 'infeasible', 'hang', 'crash', 'misapplied', 'cpu-fallback']),
  engine: role,
  evidence: z.string(),
}) satisfies z.ZodType<EngineFault>;

const generator = z.object({ latenessP99Us: z.int(), late: z.boolean() });

const Rung = z.object({
  concurrency: count,
  turns: count,
  errors: count,
  sttLatencyUs: Figure,
  llmLatencyUs: Figure,
  passed: z.boolean(),
});

const probe = <T extends z.ZodType>(observation: T) =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('observed'), observation, tookMs: z.number() }),
    z.object({ kind: z.literal('fault'), fault: Fault, tookMs: z.number() }),
  ]);

/** What the steps of a candidate answered, as the history has it. */
export const stepAnswers = {
  apply: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('applied'),
      proof: z.object({
        llm: z.object({ utilizationPct: z.int(), kvTokens: z.int() }),
        stt: z.object({ model: z.string(), device: z.string(), computeType: z.string() }),
      }),
      startOrder: z.array(role),
      boots: count,
      restarts: count,
      bootMs: z.number(),
      restartMs: z.number(),
    }),
    z.object({ kind: z.literal('refused'), fault: Fault }),
  ]) satisfies z.ZodType<ApplyResult>,
  stt: probe(
    z.object({ latencyUs: Figure, words: Words, transcripts: count, generator }),
  ) satisfies z.ZodType<ProbeResult<SttObservation>>,
  llm: probe(
    z.object({
      latencyUs: Figure,
      firstTokenUs: Figure,
      milliTokensPerSecond: Figure,
      generator,
    }),
  ) satisfies z.ZodType<ProbeResult<LlmObservation>>,
  capacity: probe(
    z.object({
      reference: Rung,
      rungs: z.array(Rung),
      capacity: z.object({ passing: count, failing: count.nullable() }),
      stress: z.object({ requests: count, errors: count, timeouts: count, preemptions: count }),
      words: Words,
      generator,
    }),
  ) satisfies z.ZodType<ProbeResult<CapacityObservation>>,
  gpu: z.object({
    periodMs: z.number(),
    coveragePpm: count,
    samples: count,
    totalMiB: count,
    peakUsedMiB: count.exactOptional(),
    busyPpm: count.exactOptional(),
    peakPowerMilliwatt: count.exactOptional(),
    throttledUs: count.exactOptional(),
    points: z.array(z.tuple([z.number(), z.number().nullable(), z.number().nullable()])),
    digest: z.string(),
  }) satisfies z.ZodType<GpuSeries>,
  /** What of `prepare` the verdicts rest on. */
  prepare: z.object({
    words: z.record(z.string(), Words),
    weightsMiB: count,
    overheadMiB: count,
  }),
} as const;

/** The input of a probe: which configuration was measured. */
export const ProbedInput = z.object({ candidate: z.object({ configuration: Configuration }) });
