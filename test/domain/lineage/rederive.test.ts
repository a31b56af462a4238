import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Candidate } from '../../../src/domain/candidate.ts';
import { rederive } from '../../../src/domain/lineage/rederive.ts';
import { verifyChain } from '../../../src/domain/lineage/verify-chain.ts';
import type { HashedRecord, LineageEntry } from '../../../src/domain/lineage-record.ts';
import { orderForRestarts } from '../../../src/domain/order.ts';
import type { Judged, RunLog } from '../../../src/domain/run-log.ts';
import {
  nameCandidates,
  startLog,
  summaryOf,
  withEntry,
  withVerdict,
} from '../../../src/domain/run-log.ts';
import { nextInt, streamFor } from '../../../src/domain/random.ts';
import type { StrategyName } from '../../../src/domain/search.ts';
import { cellOf, configurationAt } from '../../../src/domain/space.ts';
import { strategyOf } from '../../../src/domain/strategy/index.ts';
import type { Verdict } from '../../../src/domain/verdict.ts';
import { objectives } from '../trials.ts';
import { chainOf, final, genesis, scored, space, trial } from './records.ts';

const baselineConfiguration = { gpu_memory_pct: 50, whisper: 'small' };
const baselineCell = cellOf(space, baselineConfiguration) ?? -1;
const infeasible = [0, 1];

const settings = (name: StrategyName) => ({
  name,
  populations: [2, 4, 4, 4],
  tournamentSize: 4,
  survivors: 2,
  elites: 1,
  fresh: 1,
  mutationPpm: 250_000,
});

const rulesOf = (name: StrategyName) => ({ space, settings: settings(name), baselineCell });

/** A landscape drawn from the seed: some cells fail, the others have a latency. */
const verdictOf = (seed: number, cell: number): Verdict => {
  const [drawn] = nextInt(streamFor(seed, 'landscape', cell), 1_000);
  if (drawn < 100) return { kind: 'disqualified', reason: 'oom', evidence: 'llm: out of memory' };
  if (drawn < 150) return { kind: 'unmeasured', cause: 'generator-late', evidence: 'late' };
  return scored(200_000 + drawn * 500);
};

type Story = { readonly seed: number; readonly name: StrategyName; readonly stopAfter?: number };

/** A run as the workflow tells it: ask, measure in the order of restarts, tell. */
const entriesOf = ({ seed, name, stopAfter = 99 }: Story): readonly LineageEntry[] => {
  let log: RunLog = startLog(seed, {
    kind: 'genesis',
    specDigest: 'a'.repeat(64),
    workloadDigest: 'b'.repeat(64),
    seed,
    strategy: name,
  });
  log = withEntry(log, { kind: 'plan', infeasible, dropped: [] });
  const judge = (candidate: Candidate): Judged => {
    const first = log.leaders.find((leader) => leader.candidate.id === candidate.repeatOf);
    const verdict = first?.verdict ?? verdictOf(seed, candidate.cell);
    return { candidate, purpose: 'explore', verdict, boots: [] };
  };
  const baseline = judge({
    id: 'c0',
    cell: baselineCell,
    configuration: configurationAt(space, baselineCell),
    generation: 0,
    origin: 'baseline',
    parentIds: [],
    mutations: [],
    repeatOf: null,
  });
  log = withVerdict(log, baseline);
  let told = [summaryOf(baseline)];
  let trials = 1;
  const strategy = strategyOf(name);
  for (;;) {
    const search = strategy.tell(log.search, told);
    told = [];
    const asked = strategy.ask({ ...rulesOf(name), infeasible }, search);
    if (asked.kind === 'ended') break;
    log = { ...log, search: asked.state };
    if (asked.selection !== null) log = withEntry(log, { kind: 'selection', ...asked.selection });
    const { generation } = search;
    const named = nameCandidates(log, space, { generation, proposals: asked.proposals });
    log = named[1];
    for (const candidate of orderForRestarts(space, named[0], null)) {
      if (trials >= stopAfter) break;
      const judged = judge(candidate);
      log = withVerdict(log, judged);
      if (candidate.repeatOf === null) {
        told = [...told, summaryOf(judged)];
        trials += 1;
      }
    }
    if (trials >= stopAfter) {
      log = withEntry(log, { kind: 'decision', decision: 'cap', detail: 'capped' });
      break;
    }
  }
  const winnerId = log.leaders[0]?.candidate.id ?? null;
  log = withEntry(log, { ...final, winnerId } as typeof final);
  return log.unwritten.map(entryOf);
};

const entryOf = ({ record }: HashedRecord): LineageEntry => {
  const { v: _v, seq: _seq, prev: _prev, ...entry } = record;
  return entry;
};

const derive = (entries: readonly LineageEntry[], name: StrategyName) =>
  rederive(chainOf(entries), rulesOf(name));

const strategies = fc.constantFrom<StrategyName[]>('r-zero', 'exhaustive', 'random');

describe('the search run again', () => {
  test('agrees with every run that the strategies make, and so does the chain', () => {
    fc.assert(
      fc.property(strategies, fc.nat(0xffff_ffff), (name, seed) => {
        const entries = entriesOf({ seed, name });
        expect(derive(entries, name)).toEqual([]);
        expect(verifyChain(chainOf(entries), { space, objectives })).toEqual([]);
      }),
    );
  });

  test('agrees with a run that a cap cut anywhere', () => {
    fc.assert(
      fc.property(strategies, fc.nat(), fc.integer({ min: 1, max: 12 }), (...story) => {
        const [name, seed, stopAfter] = story;
        expect(derive(entriesOf({ seed, name, stopAfter }), name)).toEqual([]);
      }),
    );
  });

  test('is not possible without the plan or the genesis', () => {
    const entries = entriesOf({ seed: 1, name: 'random' });
    expect(derive(entries.toSpliced(1, 1), 'random')).toBeNull();
    expect(derive(entries.slice(1), 'random')).toBeNull();
  });
});

describe('the search run again finds', () => {
  const seed = 3;
  const entries = entriesOf({ seed, name: 'r-zero' });
  const isVerdict = (entry: LineageEntry) => entry.kind === 'verdict';
  const change = (wanted: (entry: LineageEntry) => boolean, to: object) => {
    const index = entries.findIndex(wanted);
    return entries.with(index, { ...entries[index], ...to } as LineageEntry);
  };
  const whats = (found: ReturnType<typeof derive>) => (found ?? []).map(({ what }) => what);

  test('another seed', () => {
    const found = derive(
      change((entry) => entry.kind === 'genesis', { seed: 4 }),
      'r-zero',
    );
    expect(whats(found)).toContain('proposal');
  });

  test('a first candidate put in by hand', () => {
    const found = derive(
      change((entry) => isVerdict(entry) && entry.candidateId === 'c1', {
        configuration: { gpu_memory_pct: 60, whisper: 'base' },
      }),
      'r-zero',
    );
    expect(found?.[0]).toMatchObject({ what: 'proposal' });
  });

  test('a configuration outside the space', () => {
    const found = derive(
      change((entry) => isVerdict(entry) && entry.candidateId === 'c1', {
        configuration: { gpu_memory_pct: 52, whisper: 'base' },
      }),
      'r-zero',
    );
    expect(found?.[0]).toMatchObject({ what: 'proposal', got: expect.stringContaining('-1') });
  });

  test('a candidate that nobody proposed', () => {
    const extra = trial('c77', { level: 60, model: 'base', generation: 3 });
    expect(derive(entries.toSpliced(-1, 0, extra), 'r-zero')).toMatchObject([
      { what: 'proposal', expected: 'null' },
    ]);
  });

  test('a tournament drawn by hand', () => {
    const found = derive(
      change((entry) => entry.kind === 'selection', { survivors: ['c0', 'c0'] }),
      'r-zero',
    );
    expect(found).toMatchObject([{ what: 'selection' }]);
  });

  test('a verdict left out', () => {
    const index = entries.findIndex((entry) => isVerdict(entry) && entry.candidateId === 'c2');
    expect(derive(entries.toSpliced(index, 1), 'r-zero')?.[0]).toMatchObject({
      what: 'proposal',
      expected: 'verdicts on c2',
      got: 'none',
    });
  });

  test('a better verdict given to a candidate: the tournament no longer follows', () => {
    const worst = entriesOf({ seed, name: 'r-zero' }).map((entry) =>
      entry.kind === 'verdict' && entry.candidateId === 'c1'
        ? { ...entry, verdict: scored(100_000) }
        : entry,
    );
    expect(derive(worst, 'r-zero')?.length).toBeGreaterThan(0);
  });

  test('a generation told by another number', () => {
    const found = derive(
      entriesOf({ seed, name: 'random' }).map((entry) =>
        entry.kind === 'verdict' && entry.generation === 1 ? { ...entry, generation: 2 } : entry,
      ),
      'random',
    );
    expect(found?.[0]).toMatchObject({ what: 'proposal' });
  });

  test('a generation after the search had ended', () => {
    const extra = trial('c77', { level: 60, model: 'base', generation: 9, origin: 'grid' });
    const found = derive(
      entriesOf({ seed, name: 'exhaustive' }).toSpliced(-1, 0, extra),
      'exhaustive',
    );
    expect(found).toMatchObject([
      { what: 'generation', expected: 'exhausted', got: 'a generation' },
      { what: 'proposal', expected: 'null' },
    ]);
  });

  test('a selection after the search had ended', () => {
    const selection: LineageEntry = {
      kind: 'selection',
      generation: 9,
      drawn: [],
      survivors: [],
      elites: [],
    };
    const found = derive(entries.toSpliced(-1, 0, selection), 'r-zero');
    expect(whats(found)).toEqual(['generation', 'selection']);
  });

  test('an end before the search had ended, unless it failed', () => {
    const cut: readonly LineageEntry[] = entriesOf({
      seed,
      name: 'exhaustive',
      stopAfter: 3,
    }).filter((entry) => entry.kind !== 'decision');
    expect(whats(derive(cut, 'exhaustive'))).toContain('generation');
    const failed = cut.with(-1, { ...final, state: 'failed' } as typeof final);
    expect(derive(failed, 'exhaustive')).toEqual([]);
  });
});

describe('what a person or another card changes is followed', () => {
  test('an injected candidate takes a number and the place of a proposal', () => {
    const entries: LineageEntry[] = [
      genesis,
      { kind: 'plan', infeasible: [], dropped: [] },
      trial('c0', { origin: 'baseline' }),
      { kind: 'decision', decision: 'inject', detail: 'c4' },
      trial('c1', { model: 'tiny', origin: 'grid' }),
      trial('c3', { model: 'base', origin: 'injected' }),
      { kind: 'decision', decision: 'extend', detail: 'cap 720000 ms' },
      { kind: 'session', fingerprint: 'another card' },
      trial('c0', { origin: 'baseline', verdict: scored(390_000) }),
      trial('c4', { level: 60, model: 'tiny', origin: 'grid', generation: 1 }),
    ];
    expect(derive(entries, 'exhaustive')).toEqual([]);
  });

  test('a confirmation is no part of the search', () => {
    const entries = entriesOf({ seed: 5, name: 'exhaustive' });
    const confirmation = trial('c0', { origin: 'baseline', purpose: 'confirm' });
    expect(derive(entries.toSpliced(-1, 0, confirmation), 'exhaustive')).toEqual([]);
  });
});
