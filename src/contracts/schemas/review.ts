import { z } from 'zod';
import type { Evidence } from '../../domain/promotion/evidence.ts';
import { objectiveNames } from '../../domain/objective.ts';
import type { FlagChange } from '../../domain/review/flags.ts';
import type { Review } from '../../domain/review/review.ts';
import type { Risks } from '../../domain/review/risks.ts';
import type { TargetLine } from '../../domain/review/target-lines.ts';
import { Comparison, RunEnvironment, outcomes } from './artifacts.ts';
import { Verdict } from './lineage.ts';
import { Configuration } from './spec.ts';

const count = z.int().min(0);
const text = z.string();
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const interval = z.tuple([z.int(), z.int().nullable()]).readonly().nullable();

const Target = z.strictObject({
  objective: z.enum(objectiveNames),
  better: z.enum(['lower', 'higher', 'near']),
  target: z.int(),
  weightPpm: count,
  value: z.int().nullable(),
  interval,
  baseline: z.int().nullable(),
  baselineInterval: interval,
  met: z.boolean(),
  worthPpm: count.nullable(),
}) satisfies z.ZodType<TargetLine>;

const Side = z.strictObject({
  candidateId: text,
  configuration: Configuration,
  verdict: Verdict.nullable(),
  confirmation: Verdict.nullable(),
});

const ReviewRisks = z.strictObject({
  outOfMemory: z.array(Configuration),
  neighbours: z.array(z.strictObject({ configuration: Configuration, verdict: Verdict })),
  freeMiB: count.nullable(),
  totalMiB: count.nullable(),
  samples: z.strictObject({
    boots: count,
    turns: count,
    stressRequests: count,
    badRequests: count,
    referenceWords: count,
  }),
  dropped: z.array(Configuration),
  losses: count,
}) satisfies z.ZodType<Risks>;

/** What a reviewer decides on, as JSON has it. */
export const ReviewSchema = z.strictObject({
  run: z.strictObject({
    runId: text,
    firstRunId: text,
    experiment: text,
    engines: text,
    gpuClass: text,
    requester: text,
    seed: count,
    strategy: text,
    specDigest: text,
    profileDigest: text,
    workloadDigest: text,
    startedMs: count,
  }),
  simulated: z.boolean(),
  state: text,
  outcome: z.enum(outcomes),
  sentence: text,
  tie: text.nullable(),
  confirmed: z.boolean(),
  baseline: Side,
  candidate: Side.nullable(),
  comparison: Comparison.nullable(),
  targets: z.array(Target),
  quality: z.strictObject({
    verdict: z.enum(['kept', 'worse', 'not-decidable', 'no-baseline']).nullable(),
    wordErrorPpm: count.nullable(),
    baselinePpm: count.nullable(),
    marginPpm: count,
    minWords: count,
  }),
  risks: ReviewRisks.nullable(),
  workload: z.strictObject({
    name: text,
    promptTokens: count,
    maxTokens: count,
    referenceConcurrency: count,
    referenceTurns: count,
    ceilingConcurrency: count,
  }),
  environment: RunEnvironment.nullable(),
  time: z.strictObject({
    usedMs: count,
    capMs: count,
    prepareMs: count,
    boots: count,
    gpuReleased: z.enum(['proven', 'unproven']),
  }),
  counts: z.strictObject({
    scored: count,
    disqualified: count,
    infeasible: count,
    unmeasured: count,
    repeats: count,
  }),
  lineage: z.strictObject({ head: text, records: count }),
}) satisfies z.ZodType<Review>;

export const Flag = z.strictObject({
  engine: z.enum(['llm', 'stt']),
  from: text.nullable(),
  to: text.nullable(),
}) satisfies z.ZodType<FlagChange>;

/** `evidence.json` of a promotion: what its digest is of. */
export const EvidenceSchema = z.strictObject({
  v: z.literal(1),
  target: z.enum(['simulated', 'production']),
  approval: z.enum(['solo', 'two-person']),
  requester: text,
  proposedBy: text.nullable(),
  review: ReviewSchema,
  flags: z.array(Flag).nullable(),
  fingerprint: text.nullable(),
  verified: z.strictObject({ level: count, head: digest, records: count }),
}) satisfies z.ZodType<Evidence>;
