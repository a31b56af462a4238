import type { Mutation, Origin } from '../../../src/domain/candidate.ts';
import { scoreTrial } from '../../../src/domain/fitness.ts';
import { appendRecord, chainAfter, emptyChain } from '../../../src/domain/lineage/chain.ts';
import type { HashedRecord, LineageEntry } from '../../../src/domain/lineage-record.ts';
import type { VerdictRecord } from '../../../src/domain/lineage-record.ts';
import type { Space } from '../../../src/domain/space.ts';
import type { Verdict } from '../../../src/domain/verdict.ts';
import { objectives } from '../trials.ts';

export const space: Space = {
  knobs: [
    { name: 'gpu_memory_pct', engine: 'llm', values: [40, 45, 50, 55, 60] },
    { name: 'whisper', engine: 'stt', values: ['tiny', 'base', 'small'] },
  ],
  bounds: [{ knob: 'gpu_memory_pct', min: 30, max: 70 }],
};

/** A scored verdict whose fitness follows from its STT median. */
export const scored = (sttLatency: number): Verdict => ({
  kind: 'scored',
  ...scoreTrial(objectives, {
    sttLatency,
    llmLatency: 650_000,
    capacity: 8,
    stability: 1_000_000,
    efficiency: 700_000,
  }),
  quality: 'kept',
  wordErrorPpm: 50_000,
  freeMiB: 3_600,
});

export const genesis: LineageEntry = {
  kind: 'genesis',
  specDigest: 'a'.repeat(64),
  workloadDigest: 'b'.repeat(64),
  seed: 7,
  strategy: 'r-zero',
};

export const final: LineageEntry = {
  kind: 'final',
  state: 'completed',
  outcome: 'better',
  winnerId: 'c2',
  trials: 4,
};

type Told = {
  readonly level?: number;
  readonly model?: string;
  readonly generation?: number;
  readonly origin?: Origin;
  readonly parentIds?: readonly string[];
  readonly mutations?: readonly Mutation[];
  readonly repeatOf?: string;
  readonly purpose?: 'explore' | 'confirm';
  readonly verdict?: Verdict;
};

export const trial = (candidateId: string, told: Told = {}): VerdictRecord => ({
  kind: 'verdict',
  candidateId,
  parentIds: told.parentIds ?? [],
  generation: told.generation ?? 0,
  origin: told.origin ?? 'initial',
  mutations: told.mutations ?? [],
  configuration: { gpu_memory_pct: told.level ?? 50, whisper: told.model ?? 'small' },
  repeatOf: told.repeatOf ?? null,
  purpose: told.purpose ?? 'explore',
  verdict: told.verdict ?? scored(400_000),
});

export const chainOf = (entries: readonly LineageEntry[]): readonly HashedRecord[] => {
  const records: HashedRecord[] = [];
  for (const entry of entries) {
    const last = records.at(-1);
    records.push(appendRecord(last === undefined ? emptyChain : chainAfter(last), entry));
  }
  return records;
};

/** Every kind of record once: two generations, an elite, a child, a confirmation. */
export const wholeRun: readonly LineageEntry[] = [
  genesis,
  trial('c0', { origin: 'baseline' }),
  trial('c1', {
    model: 'tiny',
    verdict: { kind: 'disqualified', reason: 'quality', evidence: 'é' },
  }),
  trial('c2', { level: 55, verdict: scored(300_000) }),
  { kind: 'session', fingerprint: 'card / 12288 / 550' },
  {
    kind: 'selection',
    generation: 1,
    drawn: ['c0', 'c2'],
    survivors: ['c2', 'c0'],
    elites: ['c2'],
  },
  trial('c3', {
    level: 55,
    generation: 1,
    origin: 'elite',
    parentIds: ['c2'],
    repeatOf: 'c2',
    verdict: scored(300_000),
  }),
  trial('c4', {
    level: 60,
    generation: 1,
    origin: 'child',
    parentIds: ['c2'],
    mutations: [{ knob: 'gpu_memory_pct', from: 55, to: 60 }],
    verdict: { kind: 'infeasible', evidence: 'weights + KV' },
  }),
  { kind: 'decision', decision: 'cap', detail: 'capped at 360000 ms' },
  trial('c2', { level: 55, purpose: 'confirm', verdict: scored(310_000) }),
  final,
];
