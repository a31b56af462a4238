import { z } from 'zod';

const name = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/);
const positiveMs = z.int().min(1).max(86_400_000);
const mib = z.int().min(0).max(16_777_216);

/**
 * A typed, allow-listed engine flag. The value is put into `argument` where `{value}` stands:
 * `--gpu-memory-utilization={ratio}` takes a percent as ratio (50 -> 0.50).
 */
export const KnobFlag = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('percent'),
    argument: z.string().min(1),
    min: z.int().min(1).max(100),
    max: z.int().min(1).max(100),
  }),
  z.strictObject({
    type: z.literal('integer'),
    argument: z.string().min(1),
    min: z.int(),
    max: z.int(),
  }),
  z.strictObject({
    type: z.literal('choice'),
    argument: z.string().min(1),
    /** value in the search space -> text on the command line. */
    values: z.record(z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/), z.string().min(1)),
  }),
]);
export type KnobFlag = Readonly<z.infer<typeof KnobFlag>>;

/**
 * One engine: how to start it, how to know that it is ready, how to prove what runs.
 * Placeholders in `command` and `environment`: {node} {package} {config} {state} {host} {port}
 * {gpu} {seed} {simulation} and, for knobs, their own `argument`.
 */
export const EngineSpec = z.strictObject({
  command: z.array(z.string().min(1)).min(1),
  environment: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.string()).default({}),
  knobs: z.record(name, KnobFlag),
  launcher: z.enum(['process', 'container']).default('process'),
  servedModel: z.string().min(1),
  healthPath: z.string().startsWith('/').default('/health'),
  metricsPath: z.string().startsWith('/').optional(),
  readyTimeoutMs: positiveMs,
  stopTimeoutMs: positiveMs.default(5_000),
  /** What the proof must read back; the STT's device and compute type are never guessed. */
  expect: z
    .strictObject({ device: z.string().optional(), computeType: z.string().optional() })
    .default({}),
  /** Beyond the built-in patterns: text of the engine's output -> class of fault. */
  failurePatterns: z
    .array(
      z.strictObject({
        pattern: z.string().min(1),
        fault: z.enum(['oom', 'infeasible', 'environment', 'misconfigured']),
      }),
    )
    .default([]),
});
export type EngineSpec = Readonly<z.infer<typeof EngineSpec>>;

/** What the arithmetic and the planner start from before prepare has measured. */
export const Estimates = z.strictObject({
  bootMs: positiveMs,
  restartMs: positiveMs,
  probeMs: positiveMs,
  soloSttMs: positiveMs,
  soloLlmMs: positiveMs,
  confirmProbeMs: positiveMs,
});
export type Estimates = Readonly<z.infer<typeof Estimates>>;

export const MemoryFigures = z.strictObject({
  totalMiB: mib,
  reserveMiB: mib,
  weightsMiB: mib,
  overheadMiB: mib,
  kvMinimumMiB: mib,
  kvBytesPerToken: z.int().min(1),
  levelKnob: name,
  modelKnob: name,
  modelMiB: z.record(z.string().min(1), mib),
});

const latency = z.strictObject({ medianMs: z.number().positive(), cvPpm: z.int().min(0) });

/** One simulated STT model: truth that the simulator plays. Latencies are of a real clock. */
const SimulatedModel = z.strictObject({
  memoryMiB: mib,
  /** Memory one running request adds. */
  requestMiB: mib,
  loadMs: positiveMs,
  latency,
  cpuLatencyMs: z.number().positive(),
  wordErrorPpm: z.int().min(0).max(1_000_000),
});

/** The simulated card and engines. They share it by a file, so that co-location matters. */
export const Simulation = z.strictObject({
  card: z.strictObject({
    name: z.string().min(1),
    uuid: z.string().min(1),
    driver: z.string().min(1),
    totalMiB: mib,
    residentMiB: mib,
    idleWatt: z.number().positive(),
    busyWatt: z.number().positive(),
  }),
  clock: z.strictObject({
    /** Divides boots and model loading. */
    boot: z.number().min(1).max(100),
    /** Divides request times; a faster clock magnifies the noise of the machine. */
    request: z.number().min(1).max(2),
    /** Divides the boxes of ladder and stress. */
    box: z.number().min(1).max(8),
  }),
  llm: z.strictObject({
    weightsMiB: mib,
    overheadMiB: mib,
    kvBytesPerToken: z.int().min(1),
    kvMinimumMiB: mib,
    bootMs: positiveMs,
    /** Short peak of memory beyond the share under heavy load, too short for nvidia-smi: OOM under stress. */
    stressMiB: mib,
    /** Tokens in flight from which that load is reached. */
    stressTokens: z.int().min(1),
    firstTokenMs: z.number().positive(),
    prefillMsPerKiloToken: z.number().min(0),
    /** Time of one decode step at batch 1, and what each further stream adds. */
    stepMs: z.number().positive(),
    stepMsPerStream: z.number().min(0),
    cvPpm: z.int().min(0),
    bootCvPpm: z.int().min(0),
  }),
  stt: z.strictObject({
    workers: z.int().min(1).max(64),
    models: z.record(z.string().min(1), SimulatedModel),
    bootCvPpm: z.int().min(0),
  }),
  /** Slow-down of one engine for each busy stream of the other, ppm of its latency. */
  interferencePpm: z.strictObject({ sttOnLlm: z.int().min(0), llmOnStt: z.int().min(0) }),
});
export type Simulation = Readonly<z.infer<typeof Simulation>>;

const shared = {
  name,
  description: z.string().min(1),
  simulated: z.boolean(),
  /** Heartbeat time-out of GPU activities: how fast a dead worker is noticed. */
  heartbeatMs: z.int().min(2_000).max(120_000),
  graceMs: positiveMs,
  prepareLimitMs: positiveMs,
  estimates: Estimates,
  memory: MemoryFigures,
};

export const ProcessProfile = z.strictObject({
  kind: z.literal('processes'),
  ...shared,
  gpu: z.strictObject({
    /** argv that answers as nvidia-smi, or null where there is no GPU (CPU engines). */
    nvidiaSmi: z.array(z.string().min(1)).min(1).nullable(),
    index: z.int().min(0).default(0),
    samplePeriodMs: z.int().min(50).max(10_000).default(200),
    /** Used MiB tolerated before start, recorded and subtracted. */
    residueMiB: mib.default(1_024),
    residueNames: z.array(z.string()).default([]),
  }),
  /** Order in which production starts the engines; confirmation uses it. */
  productionOrder: z.tuple([z.enum(['llm', 'stt']), z.enum(['llm', 'stt'])]),
  engines: z.strictObject({ llm: EngineSpec, stt: EngineSpec }),
  simulation: Simulation.optional(),
});
export type ProcessProfile = Readonly<z.infer<typeof ProcessProfile>>;

export const RecordedProfile = z.strictObject({
  kind: z.literal('recorded'),
  ...shared,
  /** Landscape file, relative to the config folder. */
  landscape: z.string().min(1),
  /** How long an answer takes; 0 for benchmarks. */
  answerMs: z.int().min(0).max(60_000).default(0),
});
export type RecordedProfile = Readonly<z.infer<typeof RecordedProfile>>;

export const Profile = z.discriminatedUnion('kind', [ProcessProfile, RecordedProfile]);
export type Profile = Readonly<z.infer<typeof Profile>>;
