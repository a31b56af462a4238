import { emptyRow } from '../../../src/domain/view/rows.ts';
import { readSpec } from '../../../src/domain/view/read-spec.ts';
import { startView } from '../../../src/domain/view/fold.ts';
import type { ExperimentView, Row, ViewSpec } from '../../../src/domain/view/view.ts';
import type { Scored, Verdict } from '../../../src/domain/verdict.ts';

/** A row of a trial; what a test does not say is as it is before anything is known. */
export const makeRow = (id: string, change: Partial<Row> = {}): Row => ({
  ...emptyRow({ id, purpose: 'explore' }, 0),
  ...change,
});

export const scored = (fitnessPpm: number, change: Partial<Scored> = {}): Verdict => ({
  kind: 'scored',
  fitnessPpm,
  geometricPpm: fitnessPpm,
  parts: [],
  broken: [],
  quality: 'kept',
  wordErrorPpm: 0,
  freeMiB: 0,
  ...change,
});

export const oom: Verdict = { kind: 'disqualified', reason: 'oom', evidence: 'out of memory' };

const read = readSpec({
  experiment: 'spica',
  engines: 'simulated',
  gpuClass: 'simulated',
  budget: { capMs: 1_000 },
  strategy: { name: 'r-zero', populations: [2, 2] },
  objectives: [
    { name: 'sttLatency', weightPpm: 500_000, points: [], target: 500_000, better: 'lower' },
    { name: 'llmLatency', weightPpm: 300_000, points: [], target: 1_000_000, better: 'lower' },
    { name: 'capacity', weightPpm: 200_000, points: [], target: 8, better: 'higher' },
  ],
  space: {
    knobs: [
      { name: 'vllm_memory_pct', engine: 'llm', values: [40, 50] },
      { name: 'whisper_model', engine: 'stt', values: ['base', 'small'] },
    ],
  },
  workload: { name: 'short', referenceConcurrency: 4 },
  digest: 'd',
});
if (read === null) throw new Error('the spec of the series cannot be read');

export const spec: ViewSpec = read;

export const makeView = (
  rows: readonly Row[],
  change: Partial<ExperimentView> = {},
): ExperimentView => ({
  ...startView,
  firstRunId: '0198f7aa-0000-7000-8000-000000000001',
  runId: '0198f7aa-0000-7000-8000-000000000001',
  spec,
  rows,
  ...change,
});

export const closedWith = (winnerId: string): ExperimentView['close'] => ({
  status: 'completed',
  result: { winner: { id: winnerId } },
  why: '',
  atMs: 0,
});
