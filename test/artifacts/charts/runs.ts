import { readFileSync } from 'node:fs';
import { decodeEvents } from '../../../src/client/history-events.ts';
import type { Measurement } from '../../../src/domain/measurement.ts';
import type { CapacityObservation } from '../../../src/domain/observation.ts';
import { foldRun } from '../../../src/domain/view/fold.ts';
import type { ExperimentView, Row } from '../../../src/domain/view/view.ts';
import { closedWith, makeRow, makeView, oom, scored } from '../../domain/series/views.ts';

const folder = 'docs/example-runs/cpu/spica_cpu-2026-11-22-0001';

/** A real run on CPU engines, from its committed history. */
export const realRun = (): ExperimentView => {
  const chain = JSON.parse(readFileSync(`${folder}/history.json`, 'utf8')) as {
    readonly history: { readonly events: Parameters<typeof decodeEvents>[0] };
  }[];
  return foldRun(chain.flatMap(({ history }) => decodeEvents(history.events)));
};

const latency = (median: number): Measurement => ({
  kind: 'measured',
  samples: [median - 10_000, median, median + 20_000],
  median,
  p90: median + 20_000,
  ci: [median - 10_000, median + 20_000],
});

export const jointLoad = (
  sttLatencyUs: Measurement,
  llmLatencyUs: Measurement,
): CapacityObservation => ({
  reference: {
    concurrency: 4,
    turns: 16,
    errors: 0,
    sttLatencyUs,
    llmLatencyUs,
    passed: true,
  },
  rungs: [],
  capacity: { passing: 4, failing: 6 },
  stress: { requests: 1, errors: 0, timeouts: 0, preemptions: 0 },
  words: { words: 1, substitutions: 0, deletions: 0, insertions: 0 },
  generator: { latenessP99Us: 0, late: false },
});

/** A trial with every figure that a chart can show. */
export const fullRow = (id: string, change: Partial<Row> = {}): Row =>
  makeRow(id, {
    configuration: { vllm_memory_pct: 50, whisper_model: 'small' },
    verdict: scored(600_000),
    sttLatencyUs: 300_000,
    llmLatencyUs: 900_000,
    capacity: { passing: 4, failing: 6 },
    joint: jointLoad(latency(300_000), latency(900_000)),
    gpu: {
      periodMs: 100,
      coveragePpm: 1_000_000,
      samples: 2,
      totalMiB: 12_288,
      peakUsedMiB: 8_000,
      busyPpm: 900_000,
      points: [
        [0, 7_000, 90],
        [5_000, 8_000, 100],
      ],
      digest: 'd',
    },
    spans: [
      { activity: 'sampleGpu', fromMs: 0, toMs: 5_000 },
      { activity: 'probeCapacity', fromMs: 0, toMs: 4_000 },
    ],
    ...change,
  });

/** Baseline, a winner with a fresh boot, one that ran out of memory, one that is running. */
export const fullRun = (change: Partial<ExperimentView> = {}): ExperimentView => {
  const configuration = { vllm_memory_pct: 40, whisper_model: 'base' };
  const best = { generation: 1, origin: 'child' as const, parentIds: ['c0'], configuration };
  return makeView(
    [
      fullRow('c0'),
      fullRow('c1', { ...best, verdict: scored(700_000), capacity: { passing: 8, failing: null } }),
      makeRow('c2', {
        generation: 1,
        configuration: { vllm_memory_pct: 50, whisper_model: 'base' },
        verdict: oom,
      }),
      makeRow('c3', { generation: 2, configuration, repeatOf: 'c1', parentIds: ['c1'] }),
      fullRow('c1', { ...best, purpose: 'confirm', verdict: scored(690_000) }),
    ],
    { close: closedWith('c1'), excluded: { infeasible: [1], dropped: [] }, ...change },
  );
};
