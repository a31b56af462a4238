import type { ExperimentResult } from '../../../src/contracts/workflows.ts';
import { foldRun } from '../../../src/domain/view/fold.ts';
import { withPending } from '../../../src/domain/view/pending.ts';
import type { PendingStep } from '../../../src/domain/view/pending.ts';
import type { ExperimentView } from '../../../src/domain/view/view.ts';
import type { Scored } from '../../../src/domain/verdict.ts';
import {
  completed,
  control,
  measuredLoad,
  numbered,
  opening,
  scheduled,
  scored,
  verdictRecord,
} from '../../domain/view/events.ts';
import { objectives } from '../../domain/trials.ts';

const apply = (id: string, pct: number, model: string) =>
  scheduled(`${id}.applyConfiguration.1`, { configuration: { pct, model } }, `g0 ${id}: x`);

/** A run in its second candidate: the baseline is recorded, c1 is under joint load. */
export const running: ExperimentView = foldRun(
  numbered(
    ...opening,
    apply('c0', 50, 'small'),
    scheduled('c0.probeCapacity.1'),
    completed(8, measuredLoad),
    control('recordGeneration', {
      generation: 0,
      head: 'ab',
      records: [verdictRecord('c0', scored)],
    }),
    apply('c1', 60, 'tiny'),
    scheduled('c1.probeCapacity.1'),
  ),
);

/** c1's step in flight, as the server describes it. */
export const joint: PendingStep = {
  activity: 'probeCapacity',
  activityId: 'c1.probeCapacity.1',
  attempt: 1,
  state: 'started',
  sinceMs: 12_000,
  details: { phase: 'rung 8', done: 5, total: 16, answered: 40 },
  lastFailure: '',
};

/** The same moment, with what the server says of that step. */
export const underLoad: ExperimentView = withPending(running, [joint], 15_500);

/** The same one candidate later, with a failure, a decision and its end. */
export const ended: ExperimentView = foldRun(
  numbered(
    ...opening,
    apply('c0', 50, 'small'),
    apply('c1', 60, 'tiny'),
    completed(8, { fault: { kind: 'oom', evidence: 'CUDA out of memory\nsecond line' } }),
    control('recordGeneration', {
      generation: 0,
      head: 'ab',
      records: [
        verdictRecord('c0', scored),
        verdictRecord('c1', {
          kind: 'disqualified',
          reason: 'oom',
          evidence: 'CUDA out of memory',
        }),
        { record: { kind: 'decision', decision: 'cap', detail: 'the cap ended the run' } },
      ],
    }),
    { kind: 'closed', status: 'completed', result: { sentence: 'keep 50 / small' }, why: '' },
  ),
);

export const verdictOf = (
  values: Readonly<Record<string, number>>,
  fitnessPpm: number,
): Scored => ({
  kind: 'scored',
  fitnessPpm,
  geometricPpm: fitnessPpm,
  parts: objectives.map(({ name, weightPpm }) => ({
    objective: name,
    value: values[name] ?? 0,
    desirabilityPpm: 500_000,
    weightPpm,
  })),
  broken: [],
  quality: 'kept',
  wordErrorPpm: 58_000,
  freeMiB: 900,
});

const candidate = (id: string, pct: number, model: string) => ({
  id,
  cell: 0,
  configuration: { vllm_memory_pct: pct, whisper_model: model },
  generation: 0,
  origin: id === 'c0' ? ('baseline' as const) : ('child' as const),
  parentIds: [],
  mutations: [],
  repeatOf: null,
});

const good = {
  sttLatency: 320_000,
  llmLatency: 700_000,
  capacity: 12,
  stability: 1_000_000,
  efficiency: 710_000,
};
const poor = {
  sttLatency: 350_000,
  llmLatency: 1_200_000,
  capacity: 4,
  stability: 990_000,
  efficiency: 680_000,
};

/** A finished run whose winner is confirmed. */
export const better: ExperimentResult = {
  experiment: 'spica_gpu_allocation',
  state: 'completed',
  outcome: 'better',
  sentence: '60 % / base is better than 50 % / small by +0.103 fitness, confirmed on fresh boots',
  winner: candidate('c2', 60, 'base'),
  baseline: candidate('c0', 50, 'small'),
  baselineVerdict: verdictOf(poor, 604_000),
  winnerVerdict: verdictOf(good, 724_000),
  confirmed: true,
  comparison: {
    verdict: 'better',
    differencePpm: 103_000,
    ci: [60_000, 146_000],
    latencies: [
      {
        objective: 'sttLatency',
        changePpm: -86_000,
        ci: [-120_000, -50_000],
        verdict: 'faster',
        mannWhitneyPpm: 1_000,
      },
    ],
    bootNoiseAssumed: true,
  },
  ties: ['c2'],
  tieSentence: null,
  counts: { scored: 8, disqualified: 2, infeasible: 0, unmeasured: 0, repeats: 3 },
  leaders: [],
  plan: {
    costMs: 100_000,
    availableMs: 357_000,
    boots: 5,
    trials: 12,
    cells: 15,
    feasibleCells: 15,
    droppedLevels: [],
    droppedFinalists: 0,
    capForAllMs: 120_000,
    reserveMs: 16_000,
    recommend: null,
  },
  simulated: true,
  specDigest: 'd'.repeat(64),
  lineageHead: 'a'.repeat(64),
  lineageLength: 23,
  prepareMs: 2_200,
  usedMs: 143_000,
  capMs: 360_000,
  boots: 8,
  gpuReleased: 'proven',
  why: '',
  folder: 'run-1',
};

/** One that met no target and whose baseline stays. */
export const keep: ExperimentResult = {
  ...better,
  state: 'capped',
  outcome: 'unconfirmed',
  sentence: '50 % / base measured best but was not confirmed: the run ended before',
  winner: candidate('c4', 50, 'base'),
  ties: ['c4', 'c5'],
  winnerVerdict: verdictOf(poor, 500_000),
  confirmed: false,
  comparison: null,
  tieSentence: '50 and 55 % are equal for this workload; keep 50 %',
  gpuReleased: 'unproven',
  why: 'the disk is full',
  simulated: false,
};

export { objectives };
