import { z } from 'zod';
import type { Decision } from '../../domain/promotion/decision.ts';
import type { PromotionInput, Proposal } from '../promotion.ts';
import { EvidenceSchema, Flag } from './review.ts';
import { Configuration } from './spec.ts';

const text = z.string();
const time = z.int().min(0);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const target = z.enum(['simulated', 'production']);

/** The input of workflow `promotion`, which anybody may write by hand. */
export const PromotionInputSchema = z.strictObject({
  run: z.string().min(1).max(1_000),
  firstRunId: z.string().min(1).max(200).exactOptional(),
  target: target.exactOptional(),
}) satisfies z.ZodType<PromotionInput>;

export const DecisionSchema = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.enum(['approved', 'rejected']),
    who: text,
    reason: text,
    digest: text,
    atMs: time,
    environment: z.enum(['unchanged', 'changed', 'unknown']),
    alone: z.boolean(),
  }),
  z.strictObject({
    state: z.literal('expired'),
    atMs: time,
    cause: z.enum(['time', 'environment']),
    detail: text,
  }),
]) satisfies z.ZodType<Decision>;

/** The answer of `gatherEvidence`, as the history has it. */
export const ProposalSchema = z.strictObject({
  evidence: EvidenceSchema,
  digest,
  folder: text,
  runFolder: text,
  expireAfterMs: z.int().min(1),
  searchAttributes: z.array(text),
}) satisfies z.ZodType<Proposal>;

/** The input of `writePromotion`: when it expires, and the decision once there is one. */
export const WrittenSchema = z.object({ expiresMs: time, decision: DecisionSchema.nullable() });

/** `decision.json` of a promotion folder. */
export const DecisionFile = z.strictObject({
  schemaVersion: z.literal(1),
  promotionId: text,
  digest,
  requester: text,
  approval: z.enum(['solo', 'two-person']),
  target,
  decision: DecisionSchema,
});
export type DecisionFile = Readonly<z.infer<typeof DecisionFile>>;

/** `candidate.json` of a promotion folder: what would be applied in place of what. */
export const CandidateFile = z.strictObject({
  schemaVersion: z.literal(1),
  simulated: z.boolean(),
  target,
  experiment: text,
  run: text,
  engines: text,
  candidateId: text,
  configuration: Configuration,
  baseline: Configuration,
  flags: z.array(Flag).nullable(),
});
export type CandidateFile = Readonly<z.infer<typeof CandidateFile>>;

/** `manifest.json` of a promotion folder: the SHA-256 of every other file. */
export const PromotionManifest = z.strictObject({
  schemaVersion: z.literal(1),
  promotionId: text,
  run: text,
  state: z.enum(['proposed', 'approved', 'rejected', 'expired']),
  evidence: digest,
  files: z.record(text, digest),
  digest,
});
export type PromotionManifest = Readonly<z.infer<typeof PromotionManifest>>;
