import { z } from 'zod';

/** Where the speech comes from: a folder with WAVs and `transcripts.jsonl`, or sentences made into WAVs. */
const speech = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('folder'), path: z.string().min(1) }),
  z.strictObject({ kind: z.literal('sentences'), file: z.string().min(1) }),
]);

/** The load of an experiment. Without it "LLM < 1000 ms" means nothing. */
export const Workload = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/),
  speech,
  promptTokens: z.int().min(1).max(200_000),
  maxTokens: z.int().min(1).max(16_384),
  /** Voice turns at once for the latency objectives. */
  referenceConcurrency: z.int().min(1).max(64),
  /** Top of the ladder and concurrency of the stress rung. */
  ceilingConcurrency: z.int().min(1).max(256),
  /** Voice turns of the reference rung. */
  referenceTurns: z.int().min(4).max(400),
  /** Ladder rungs beyond the reference, and the time box they share. */
  maxRungs: z.int().min(0).max(7),
  ladderMs: z.int().min(500).max(600_000),
  stressMs: z.int().min(500).max(600_000),
  requestTimeoutMs: z.int().min(500).max(600_000),
});
export type Workload = Readonly<z.infer<typeof Workload>>;
