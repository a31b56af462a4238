import { z } from 'zod';
import { Spec } from './spec.ts';

/** What a person may set at the start; `{}` runs the default experiment. */
export const Overrides = z.strictObject({
  capMs: z.int().min(1_000).optional(),
  sttTargetMs: z.int().min(1).optional(),
  llmTargetMs: z.int().min(1).optional(),
  workload: z.string().optional(),
  strategy: z.enum(['r-zero', 'exhaustive', 'random']).optional(),
  seed: z.int().min(0).max(0xffff_ffff).optional(),
  continueAfter: z.int().min(1).optional(),
});
export type Overrides = Readonly<z.infer<typeof Overrides>>;

/** The one JSON object of workflow `experiment`, every field optional. */
export const ExperimentInput = z.strictObject({
  experiment: z.string().optional(),
  engines: z.string().optional(),
  overrides: Overrides.optional(),
  /** A whole spec sent inline by `dream start --config`; then the names above are not read. */
  spec: Spec.optional(),
  requestedBy: z.string().max(200).optional(),
});
export type ExperimentInput = Readonly<z.infer<typeof ExperimentInput>>;
