import { z } from 'zod';
import { objectiveNames } from '../../domain/objective.ts';
import type { GenerationLine, Report, ReportedExperiment } from '../report.ts';
import type { ModelLine, ReportedProposal, TrialLine, Verified } from '../report.ts';
import { Verdict } from './lineage.ts';
import { Flag, ReviewSchema } from './review.ts';
import { Configuration } from './spec.ts';

const count = z.int().min(0);
const ppm = z.int().min(0).max(1_000_000);
const text = z.string();
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const role = z.enum(['llm', 'stt']);
const approval = z.enum(['solo', 'two-person']);
const target = z.enum(['simulated', 'production']);
const origins = ['baseline', 'initial', 'elite', 'child', 'random', 'grid', 'injected'] as const;

const Experiment = z.strictObject({
  configurations: count,
  knobs: z.array(
    z.strictObject({ name: text, engine: role, values: z.array(z.union([z.int(), text])) }),
  ),
  objectives: z.array(
    z.strictObject({
      name: z.enum(objectiveNames),
      weightPpm: ppm,
      points: z.array(z.tuple([z.int(), ppm])),
      target: z.int(),
      better: z.enum(['lower', 'higher', 'near']),
    }),
  ),
  generations: count,
  productionOrder: z.array(role),
  approval,
  target,
}) satisfies z.ZodType<ReportedExperiment>;

const Verification = z.strictObject({
  level: z.union([z.literal(0), z.literal(1)]).nullable(),
  records: count,
  head: text.nullable(),
  findings: z.array(text),
  notes: z.array(text),
}) satisfies z.ZodType<Verified>;

const Proposed = z.strictObject({
  id: text,
  digest,
  approval,
  target,
  requester: text,
  expiresMs: count,
}) satisfies z.ZodType<ReportedProposal>;

const Generation = z.strictObject({
  generation: count,
  candidates: count,
  repeats: count,
  scored: count,
  bestCandidateId: text.nullable(),
  bestFitnessPpm: ppm.nullable(),
  meanFitnessPpm: ppm.nullable(),
}) satisfies z.ZodType<GenerationLine>;

const Trial = z.strictObject({
  candidateId: text,
  purpose: z.enum(['explore', 'confirm']),
  generation: count,
  origin: z.enum(origins).nullable(),
  parentIds: z.array(text),
  repeatOf: text.nullable(),
  configuration: Configuration,
  verdict: Verdict.nullable(),
  sttLatencyUs: count.nullable(),
  llmLatencyUs: count.nullable(),
  capacity: z.strictObject({ passing: count, failing: count.nullable() }).nullable(),
  record: z.strictObject({ seq: count, hash: digest }).nullable(),
}) satisfies z.ZodType<TrialLine>;

const Model = z.strictObject({
  model: text,
  referenceWords: count,
  wordErrorPpm: count.nullable(),
}) satisfies z.ZodType<ModelLine>;

/** `report.json`: the report of an ended run. Times are milliseconds since 1970, shares are ppm. */
export const ReportSchema = z.strictObject({
  schemaVersion: z.literal(1),
  review: ReviewSchema,
  notProposable: text.nullable(),
  why: text,
  endedMs: count,
  experiment: Experiment,
  verification: Verification.nullable(),
  flags: z.array(Flag).nullable(),
  proposal: Proposed.nullable(),
  generations: z.array(Generation),
  trials: z.array(Trial),
  models: z.array(Model),
  decisions: z.array(text),
  infeasible: z.array(Configuration),
  dropped: z.array(Configuration),
}) satisfies z.ZodType<Report>;

/** The same as JSON Schema, which docs/report.schema.json holds. */
export const reportJsonSchema = (): object =>
  z.toJSONSchema(ReportSchema, { target: 'draft-7', reused: 'ref' });
