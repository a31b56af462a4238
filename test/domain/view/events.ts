import type { RunEvent } from '../../../src/domain/view/event.ts';

export type Body = RunEvent extends infer Event
  ? Event extends RunEvent
    ? Omit<Event, 'id' | 'atMs'>
    : never
  : never;

/** Events with ids from 1 on, one second apart, the first at second 1. */
export const numbered = (...bodies: readonly Body[]): readonly RunEvent[] =>
  bodies.map((body, index) => ({ id: index + 1, atMs: (index + 1) * 1_000, ...body }));

export const spec = {
  experiment: 'spica',
  engines: 'simulated',
  gpuClass: 'simulated',
  simulated: true,
  seed: 7,
  baseline: { pct: 50, model: 'small' },
  strategy: { name: 'r-zero', populations: [2, 4] },
  objectives: [
    {
      name: 'sttLatency',
      weightPpm: 250_000,
      target: 500_000,
      better: 'lower',
      points: [
        [150_000, 1_000_000],
        [500_000, 500_000],
      ],
    },
  ],
  space: {
    knobs: [
      { name: 'pct', engine: 'llm', values: [40, 50] },
      { name: 'model', engine: 'stt', values: ['tiny', 'small'] },
    ],
    bounds: [{ knob: 'pct', min: 30, max: 70 }],
  },
  productionOrder: ['stt', 'llm'],
  workload: {
    name: 'long',
    promptTokens: 1_500,
    maxTokens: 64,
    referenceConcurrency: 4,
    referenceTurns: 16,
    ceilingConcurrency: 16,
  },
  quality: { marginPpm: 20_000, minWords: 500, allowUndecided: false },
  approval: 'solo',
  target: 'simulated',
  profileDigest: 'p',
  budget: { capMs: 60_000 },
  workloadDigest: 'w',
  digest: 'd',
};

export const started = (input: unknown = {}, runId = 'r1'): Body => ({
  kind: 'started',
  runId,
  firstRunId: 'r1',
  identity: 'ann@desk',
  input,
});

export const scheduled = (activityId: string, input: unknown = {}, summary = ''): Body => ({
  kind: 'scheduled',
  activity: activityId.split('.').at(-2) ?? activityId,
  activityId,
  summary,
  input,
});

/** A control step: its id is a number of Temporal's. */
export const control = (activity: string, input: unknown = {}): Body => ({
  kind: 'scheduled',
  activity,
  activityId: '1',
  summary: '',
  input,
});

export const completed = (scheduledId: number, result: unknown = null): Body => ({
  kind: 'completed',
  scheduledId,
  result,
});

export const notice = (input: unknown): Body => ({
  kind: 'signalled',
  signal: 'gpuSession',
  input,
});

export const granted = notice({ kind: 'granted', no: 1, token: 't1', card: 'card-a' });

/** Resolved, granted, prepared: ids 1 to 6. */
export const opening: readonly Body[] = [
  started(),
  control('resolveSpec'),
  completed(2, { spec, folder: 'run-1' }),
  granted,
  { kind: 'scheduled', activity: 'prepare', activityId: 'prepare.1', summary: '', input: {} },
  completed(5),
];

export const scored = {
  kind: 'scored',
  fitnessPpm: 700_000,
  geometricPpm: 650_000,
  parts: [
    { objective: 'sttLatency', value: 300_000, desirabilityPpm: 785_714, weightPpm: 250_000 },
  ],
  broken: ['capacity'],
  quality: 'kept',
  wordErrorPpm: 50_000,
  freeMiB: 900,
};

export const verdictRecord = (candidateId: string, verdict: unknown, more: object = {}) => ({
  hash: 'h',
  record: {
    kind: 'verdict',
    candidateId,
    purpose: 'explore',
    generation: 0,
    origin: candidateId === 'c0' ? 'baseline' : 'initial',
    parentIds: [],
    configuration: { pct: 50, model: 'small' },
    repeatOf: null,
    verdict,
    ...more,
  },
});

export const measuredLoad = {
  kind: 'observed',
  observation: {
    reference: {
      sttLatencyUs: { kind: 'measured', median: 312_000 },
      llmLatencyUs: { kind: 'measured', median: 702_000 },
    },
    capacity: { passing: 8, failing: 12 },
  },
};
