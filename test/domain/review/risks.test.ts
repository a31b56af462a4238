import { describe, expect, test } from 'vitest';
import { risksOf } from '../../../src/domain/review/risks.ts';
import type { Risks } from '../../../src/domain/review/risks.ts';
import type { Verdict } from '../../../src/domain/verdict.ts';
import type { ExperimentView } from '../../../src/domain/view/view.ts';
import { fast, runOf, scored, spec } from './compared-runs.ts';
import type { Trial } from './compared-runs.ts';

const oom: Verdict = { kind: 'disqualified', reason: 'oom', evidence: 'CUDA out of memory' };

const risks = (trials: readonly Trial[], more: Partial<ExperimentView> = {}): Risks => {
  const { view } = runOf('r', trials, more);
  const candidate = view.rows.findLast(({ id, purpose }) => id === 'c1' && purpose === 'explore');
  if (candidate === undefined) throw new Error('no candidate');
  return risksOf(view, candidate);
};

describe('what could go wrong', () => {
  test('names each configuration that ran out of memory once', () => {
    const { outOfMemory } = risks([
      { id: 'c1' },
      { id: 'c2', pct: 50, model: 'tiny', verdict: oom, seen: null },
      { id: 'c3', pct: 50, model: 'tiny', verdict: oom, repeatOf: 'c2', seen: null },
      { id: 'c4', pct: 40, model: 'tiny', verdict: { ...oom, reason: 'quality' } },
    ]);
    expect(outOfMemory).toEqual([{ pct: 50, model: 'tiny' }]);
  });

  test('shows what came of the configurations one step away, and of no others', () => {
    const { neighbours } = risks([
      { id: 'c1', pct: 40, model: 'small' },
      { id: 'c2', pct: 50, model: 'small', verdict: scored(500_000) },
      { id: 'c3', pct: 40, model: 'tiny', verdict: oom },
      { id: 'c4', pct: 50, model: 'tiny' },
      { id: 'c2', pct: 50, model: 'small', purpose: 'confirm' },
    ]);
    expect(neighbours).toEqual([
      { configuration: { pct: 50, model: 'small' }, verdict: scored(500_000) },
      { configuration: { pct: 40, model: 'tiny' }, verdict: oom },
    ]);
  });

  test('leaves out a neighbour without a verdict', () => {
    const { neighbours } = risks([{ id: 'c1' }, { id: 'c2', pct: 50, verdict: null }]);
    expect(neighbours).toEqual([]);
  });

  test('says how much memory was free, where that is known', () => {
    expect(risks([{ id: 'c1' }])).toMatchObject({ freeMiB: 900, totalMiB: 12_000 });
    expect(risks([{ id: 'c1', verdict: oom, seen: null }])).toMatchObject({
      freeMiB: null,
      totalMiB: null,
    });
  });

  test('counts what the figures rest on over all boots of the candidate', () => {
    const seen = { ...fast, bad: 2, requests: 50 };
    const { samples } = risks([
      { id: 'c0' },
      { id: 'c1', seen },
      { id: 'c1', purpose: 'confirm', seen },
      { id: 'c1', purpose: 'confirm', seen: null },
    ]);
    expect(samples).toEqual({
      boots: 2,
      turns: 32,
      stressRequests: 100,
      badRequests: 4,
      referenceWords: 600,
    });
  });

  test('knows no words where preparation, spec or model is not known', () => {
    const words = (more: Partial<ExperimentView>, trial: Trial = { id: 'c1' }): number =>
      risks([trial], more).samples.referenceWords;
    expect(words({ prepared: null })).toBe(0);
    expect(words({ spec: null })).toBe(0);
    expect(words({}, { id: 'c1', model: 'large' })).toBe(0);
  });

  test('names what the cap left no room for, and how often the session was lost', () => {
    const excluded = { infeasible: [], dropped: [0, 3, 4, -1] };
    expect(risks([{ id: 'c1' }], { spec, excluded, losses: 2 })).toMatchObject({
      dropped: [
        { pct: 40, model: 'tiny' },
        { pct: 50, model: 'small' },
      ],
      losses: 2,
    });
  });
});
