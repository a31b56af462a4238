import { describe, expect, test } from 'vitest';
import { startLog, withVerdict, withoutUnwritten } from '../../src/domain/run-log.ts';
import type { Judged } from '../../src/domain/run-log.ts';
import type { Genesis } from '../../src/domain/lineage-record.ts';
import { scored } from './series/views.ts';

const judged: Judged = {
  candidate: {
    id: 'c1',
    cell: 0,
    configuration: { pct: 50 },
    generation: 0,
    origin: 'initial',
    parentIds: [],
    mutations: [],
    repeatOf: null,
  },
  purpose: 'explore',
  verdict: scored(700_000),
  boots: [],
};
const genesis: Genesis = {
  kind: 'genesis',
  specDigest: 'd',
  workloadDigest: 'w',
  seed: 7,
  strategy: 'r-zero',
};
const log = startLog(genesis.seed, genesis);

describe('the log of a run', () => {
  test('counts and ranks what explores; a confirmation only goes into the chain', () => {
    const explored = withVerdict(log, judged);
    const confirmed = withVerdict(explored, { ...judged, purpose: 'confirm' });
    expect([explored.counts.scored, confirmed.counts.scored]).toEqual([1, 1]);
    expect(confirmed.leaders).toBe(explored.leaders);
    expect(confirmed.unwritten).toHaveLength(3);
  });

  test('hands its records out once and goes on from the head of the chain', () => {
    const handed = withoutUnwritten(withVerdict(log, judged));
    expect(handed.unwritten).toEqual([]);
    const next = withVerdict(handed, judged);
    expect(next.unwritten).toHaveLength(1);
    expect(next.chain).not.toEqual(handed.chain);
  });
});
