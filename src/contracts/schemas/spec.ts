import { z } from 'zod';
import { objectiveNames } from '../../domain/objective.ts';
import { Estimates, MemoryFigures } from './profile.ts';
import { Workload } from './workload.ts';

const knobValue = z.union([z.int(), z.string().min(1)]);
const ppm = z.int().min(0).max(1_000_000);
const ms = z.int().min(1);

export const Configuration = z.record(z.string(), knobValue);

const ObjectiveSpec = z.strictObject({
  name: z.enum(objectiveNames),
  weightPpm: ppm,
  points: z.array(z.tuple([z.int(), ppm])).min(2),
  target: z.int(),
  better: z.enum(['lower', 'higher', 'near']),
});

/**
 * An experiment made whole: defaults filled, units made integer, profile figures drawn in. The only
 * form the workflow sees. `digest` is the SHA-256 of the canonical rest.
 */
export const Spec = z.strictObject({
  experiment: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/),
  engines: z.string(),
  gpuClass: z.string(),
  profileDigest: z.string().length(64),
  simulated: z.boolean(),
  seed: z.int().min(0).max(0xffff_ffff),
  space: z.strictObject({
    knobs: z
      .array(
        z.strictObject({
          name: z.string(),
          engine: z.enum(['llm', 'stt']),
          values: z.array(knobValue).min(1),
        }),
      )
      .min(1),
    bounds: z.array(z.strictObject({ knob: z.string(), min: z.int(), max: z.int() })),
  }),
  baseline: Configuration,
  strategy: z.strictObject({
    name: z.enum(['r-zero', 'exhaustive', 'random']),
    populations: z.array(z.int().min(1)).min(1),
    tournamentSize: z.int().min(1),
    survivors: z.int().min(1),
    elites: z.int().min(0),
    fresh: z.int().min(0),
    mutationPpm: ppm,
  }),
  objectives: z.array(ObjectiveSpec).length(objectiveNames.length),
  quality: z.strictObject({
    marginPpm: ppm,
    minWords: z.int().min(0),
    allowUndecided: z.boolean(),
  }),
  workload: Workload,
  workloadDigest: z.string().length(64),
  budget: z.strictObject({
    capMs: ms,
    graceMs: ms,
    maxCapMs: ms,
    prepareLimitMs: ms,
  }),
  costs: Estimates,
  memory: MemoryFigures,
  productionOrder: z.tuple([z.enum(['llm', 'stt']), z.enum(['llm', 'stt'])]),
  heartbeatMs: ms,
  /** Clock factors of simulated engines: what the same plan takes on a card with real boots. */
  clock: z.strictObject({ boot: z.number(), request: z.number(), box: z.number().optional() }),
  approval: z.enum(['solo', 'two-person']),
  target: z.enum(['simulated', 'production']),
  /** A proposal that nobody answers ends after this time; absent: 24 h. */
  expireAfterMs: ms.optional(),
  /** What the planner spends: wall time, or the durations that the recorded answers state. */
  planClock: z.enum(['wall', 'recorded']),
  /** Search attributes the namespace knows: an upsert of another one wedges the workflow task. */
  searchAttributes: z.array(z.string()),
  /** Continue-as-new after so many candidates; absent: when the server suggests it. */
  continueAfter: z.int().min(1).optional(),
  digest: z.string().length(64),
});
export type Spec = Readonly<z.infer<typeof Spec>>;
