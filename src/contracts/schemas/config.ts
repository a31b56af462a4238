import { z } from 'zod';
import type { objectiveNames } from '../../domain/objective.ts';

/**
 * The form of config/dream.yaml, in units that people use: percent, milliseconds, turns, `6m`.
 * A message reads `what is allowed | how to mend`.
 */
const messages = {
  name: 'a name of a-z, 0-9, _ and -, at most 63 characters | rename it',
  knobName: 'a knob name of a-z, 0-9 and _ | rename it, and in the engine profile too',
  value: 'a whole number or a name of a-z, 0-9, ., _ and - | write 50 for 50 percent',
  duration: 'a duration such as 90s, 6m, 2h or 7d | write it as number and unit',
} as const;

const name = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, messages.name);
const knobName = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, messages.knobName);

/** `90s`, `6m`, `2h`, `7d`. */
export const Duration = z
  .string({ error: messages.duration })
  .regex(/^[1-9][0-9]{0,4}[smhd]$/, messages.duration);

export const KnobValue = z.union(
  [z.int(), z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, messages.value)],
  { error: messages.value },
);

const SpaceKnob = z.strictObject({
  engine: z.enum(['llm', 'stt']).describe('Server the knob belongs to: llm or stt.'),
  values: z.array(KnobValue).min(1).max(256).describe('Values to try, in their order.'),
  finer: z
    .array(KnobValue)
    .max(256)
    .default([])
    .describe('Further values, used where the experiment says `finer: true`.'),
});

const weight = z
  .number()
  .min(0)
  .max(100)
  .describe('Share of the fitness in percent; all weights add up to 100.');

const latency = z
  .strictObject({
    weight,
    ideal: z.int().min(1).max(600_000).describe('Milliseconds worth 1.'),
    target: z.int().min(1).max(600_000).describe('Milliseconds worth 0.5.'),
    limit: z.int().min(1).max(600_000).describe('Milliseconds worth 0.'),
  })
  .describe('Median under joint load at the reference concurrency, in milliseconds.');

const turns = z
  .strictObject({
    weight,
    ideal: z.int().min(1).max(256),
    target: z.int().min(1).max(256),
    limit: z.int().min(0).max(256),
  })
  .describe('Voice turns at once with medians under target.');

const percent = z.number().min(0).max(100);

const stability = z
  .strictObject({ weight, ideal: percent, target: percent, limit: percent })
  .describe('Percent of the requests of the stress rung that were answered well.');

const efficiency = z
  .strictObject({
    weight,
    ideal: percent.describe('Percent of the memory worth 1.'),
    low: percent.describe('Percent worth 0: memory lies idle.'),
    high: percent.describe('Percent worth 0: too near to out-of-memory.'),
  })
  .describe('Peak memory used under joint load, in percent of the card.');

export const Objectives = z.strictObject({
  sttLatency: latency,
  llmLatency: latency,
  capacity: turns,
  stability,
  efficiency,
} satisfies Record<(typeof objectiveNames)[number], z.ZodType>);
export type Objectives = Readonly<z.infer<typeof Objectives>>;

const sections = {
  description: z.string().min(1).max(500),
  engines: name.describe('Default engine profile: config/engines/<name>.yaml.'),
  workload: name.describe('Load: config/workloads/<name>.yaml.'),
  space: z.record(knobName, SpaceKnob),
  bounds: z
    .record(knobName, z.strictObject({ min: z.int(), max: z.int() }))
    .describe('Hard bounds: nothing outside is ever applied, whoever asks.'),
  baseline: z.record(knobName, KnobValue).describe('What production runs today.'),
  strategy: z.strictObject({
    name: z.enum(['r-zero', 'exhaustive', 'random']),
    populations: z
      .array(z.int().min(1).max(1_000))
      .min(1)
      .max(1_000)
      .describe('Slots of each generation; the first holds the baseline.'),
    tournament: z.int().min(1).max(1_000),
    survivors: z.int().min(1).max(1_000),
    elites: z.int().min(0).max(1_000),
    fresh: z.int().min(0).max(1_000),
    mutation: z.int().min(1).max(100).describe('Percent chance that a gene changes.'),
  }),
  objectives: Objectives,
  quality: z.strictObject({
    margin: percent.describe('Points of word error rate that may be lost against the baseline.'),
    minWords: z.int().min(0).max(1_000_000).describe('Fewer reference words: not decidable.'),
    allowUndecided: z.boolean().describe('Propose a smaller model though quality is undecided.'),
  }),
  budget: z.strictObject({
    cap: Duration.describe('Run-time cap, from the end of preparation.'),
    maxCap: Duration.optional().describe('How far `extend` may go; default: twice the cap.'),
  }),
  policy: z.strictObject({
    approval: z.enum(['solo', 'two-person']).describe('Who may approve a promotion.'),
    target: z
      .enum(['simulated', 'production'])
      .describe('What `approval` holds for; any other target needs two people.'),
    expiry: Duration.default('24h').describe(
      'A proposal that nobody answers ends after this time.',
    ),
  }),
} as const;

/** One experiment with every section given. */
export const Experiment = z.strictObject({
  ...sections,
  finer: z.boolean().default(false),
  seed: z.int().min(0).max(0xffff_ffff).default(1),
});
export type Experiment = Readonly<z.infer<typeof Experiment>>;

/** As written: with `extends`, sections not given are those of the named experiment. */
export const WrittenExperiment = z.strictObject({
  extends: name.optional().describe('Take every section not given here from that experiment.'),
  finer: z.boolean().optional().describe('Search the finer values too.'),
  seed: z.int().min(0).max(0xffff_ffff).optional().describe('Seed of the search; default 1.'),
  description: sections.description.optional(),
  engines: sections.engines.optional(),
  workload: sections.workload.optional(),
  space: sections.space.optional(),
  bounds: sections.bounds.optional(),
  baseline: sections.baseline.optional(),
  strategy: sections.strategy.optional(),
  objectives: sections.objectives.optional(),
  quality: sections.quality.optional(),
  budget: sections.budget.optional(),
  policy: sections.policy.optional(),
});
export type WrittenExperiment = Readonly<z.infer<typeof WrittenExperiment>>;

export const ConfigFile = z.strictObject({
  version: z.literal(1),
  default: name.describe('Experiment that `{}` and a bare `dream run` mean.'),
  experiments: z.record(name, WrittenExperiment),
});
export type ConfigFile = Readonly<z.infer<typeof ConfigFile>>;
