import { describe, expect, test } from 'vitest';
import { applyEvent, foldRun } from '../../../src/domain/view/fold.ts';
import { observationsOf } from '../../../src/domain/view/observations.ts';
import type { ExperimentView } from '../../../src/domain/view/view.ts';
import { observationsOf as seenOf, words } from '../trials.ts';
import { completed, control, numbered, opening, scheduled, spec } from './events.ts';
import type { Body } from './events.ts';

const seen = (() => {
  const { capacity, gpu, ...others } = seenOf({ sttUs: [310_000, 350_000], failing: null });
  const rung = { ...capacity.reference, concurrency: 8, errors: 1, passed: false };
  return {
    ...others,
    capacity: { ...capacity, rungs: [rung] },
    gpu: {
      ...gpu,
      busyPpm: 800_000,
      peakPowerMilliwatt: 210_000,
      throttledUs: 0,
      points: [
        [0, 4_000, 10],
        [200, null, null],
      ] as const,
    },
  };
})();

const candidate = (pct: number, model: string) => ({
  candidate: { configuration: { pct, model } },
});
const observed = (observation: unknown) => ({ kind: 'observed', observation, tookMs: 1_000 });

/** Ids 7 to 16: every step of a candidate, asked and answered. */
const trial = (id: string, pct = 50, model = 'small') =>
  [
    scheduled(`${id}.applyConfiguration.1`, { configuration: { pct, model } }, `g0 ${id}: x`),
    completed(7, seen.applied),
    scheduled(`${id}.sampleGpu.1`, candidate(pct, model)),
    scheduled(`${id}.probeStt.1`, candidate(pct, model)),
    completed(10, observed(seen.stt)),
    scheduled(`${id}.probeLlm.1`, candidate(pct, model)),
    completed(12, observed(seen.llm)),
    scheduled(`${id}.probeCapacity.1`, candidate(pct, model)),
    completed(14, observed(seen.capacity)),
    completed(9, seen.gpu),
  ] as const;

const rowOf = (view: ExperimentView, at = 0) => {
  const row = view.rows[at];
  if (row === undefined) throw new Error(`no row ${at}`);
  return row;
};

describe('what the probes answered', () => {
  const view = foldRun(numbered(...opening, ...trial('c0')));

  test('lands whole in the row, with its solo figures', () => {
    expect(observationsOf(view, rowOf(view))).toEqual(seen);
  });

  test('is shared by model and by level: a later candidate has the solo figures without probes', () => {
    const last = view.lastEventId;
    const later = [
      scheduled('c1.applyConfiguration.1', { configuration: { pct: 50, model: 'small' } }),
      completed(last + 1, seen.applied),
      scheduled('c1.sampleGpu.1', candidate(50, 'small')),
      scheduled('c1.probeCapacity.1', candidate(50, 'small')),
      completed(last + 4, observed(seen.capacity)),
      completed(last + 3, seen.gpu),
      scheduled('c2.applyConfiguration.1', { configuration: { pct: 40, model: 'small' } }),
      completed(last + 7, seen.applied),
    ];
    const both = numbered(...opening, ...trial('c0'), ...later).reduce(applyEvent, view);
    expect(observationsOf(both, rowOf(both, 1))).toEqual(seen);
    expect(Object.keys(both.solo.stt)).toEqual(['small']);
    expect(Object.keys(both.solo.llm)).toEqual(['50']);
  });

  test.each([
    ['spec', (whole: ExperimentView) => ({ ...whole, spec: null })],
    ['solo speech', (whole: ExperimentView) => ({ ...whole, solo: { ...whole.solo, stt: {} } })],
    ['solo text', (whole: ExperimentView) => ({ ...whole, solo: { ...whole.solo, llm: {} } })],
  ])('is no set of observations without %s', (_part, without) => {
    expect(observationsOf(without(view), rowOf(view))).toBeNull();
  });

  test.each(['applied', 'joint', 'gpu'] as const)('is none without %s', (part) => {
    expect(observationsOf(view, { ...rowOf(view), [part]: null })).toBeNull();
  });

  test.each(['c0.probeStt.1', 'c0.probeLlm.1'])(
    'of another version stands for nothing: %s',
    (id) => {
      const odd = [scheduled(id, candidate(50, 'small')), completed(7, observed({}))] as const;
      expect(foldRun(numbered(...opening, ...odd)).solo).toEqual({ stt: {}, llm: {} });
    },
  );

  test('of a run without a spec stands for no model and no level', () => {
    const bare = foldRun(
      numbered(
        scheduled('c0.probeStt.1', candidate(50, 'small')),
        completed(1, observed(seen.stt)),
      ),
    );
    expect(bare.solo).toEqual({ stt: {}, llm: {} });
  });
});

describe('a new round', () => {
  test('drops the figures of the round before', () => {
    const again = scheduled('c0.applyConfiguration.2', { configuration: { pct: 50 } });
    const row = rowOf(foldRun(numbered(...opening, ...trial('c0'), again)));
    expect(row).toMatchObject({
      round: 2,
      endedMs: null,
      sttLatencyUs: null,
      llmLatencyUs: null,
      capacity: null,
      applied: null,
      joint: null,
      gpu: null,
      spans: [{ activity: 'applyConfiguration', fromMs: 17_000, toMs: null }],
    });
  });
});

describe('the span of a step', () => {
  const asked = [...opening, scheduled('c1.probeStt.1'), scheduled('c1.sampleGpu.1')] as const;
  const spansAfter = (...more: readonly Body[]) =>
    rowOf(foldRun(numbered(...asked, ...more))).spans;

  test('begins when it is asked for', () => {
    expect(spansAfter()).toEqual([
      { activity: 'probeStt', fromMs: 7_000, toMs: null },
      { activity: 'sampleGpu', fromMs: 8_000, toMs: null },
    ]);
  });

  test.each([
    ['an answer', completed(7, { kind: 'observed' })],
    ['a fault', completed(7, { fault: { kind: 'oom' } })],
    ['a failure', { kind: 'failed', scheduledId: 7, why: 'lost' } as const],
  ])('ends with %s, and only that of the step that ended', (_how, end) => {
    expect(spansAfter(end)).toEqual([
      { activity: 'probeStt', fromMs: 7_000, toMs: 9_000 },
      { activity: 'sampleGpu', fromMs: 8_000, toMs: null },
    ]);
  });

  test('of an earlier try keeps its end', () => {
    const spans = spansAfter(
      { kind: 'failed', scheduledId: 7, why: 'lost' },
      scheduled('c1.probeStt.2'),
      completed(10),
    );
    expect(spans.map(({ toMs }) => toMs)).toEqual([9_000, null, 11_000]);
  });
});

describe('what preparation taught', () => {
  const environment = {
    host: 'box',
    card: 'card-a',
    driver: '1',
    engines: { llm: 'toy', stt: 'whisper' },
    versions: { node: 'v20', odd: 3 },
    simulated: true,
    digest: 'e',
  };
  const preparedBy = (answer: unknown) =>
    foldRun(numbered(...opening.slice(0, 5), completed(5, answer))).prepared;

  test('is its environment and the word errors of each model', () => {
    const told = { tookMs: 9, measured: true, environment, words: { small: words(600, 30) } };
    expect(preparedBy(told)).toEqual({
      ...told,
      environment: { ...environment, versions: { node: 'v20' } },
    });
  });

  test('lacks what a foreign worker did not say', () => {
    expect(preparedBy({ measured: true })).toBeNull();
    const told = {
      tookMs: 9,
      environment: { ...environment, engines: null },
      words: { small: {} },
    };
    expect(preparedBy(told)).toMatchObject({
      measured: false,
      environment: { engines: { llm: '', stt: '' } },
      words: {},
    });
    for (const part of ['host', 'card', 'driver', 'digest']) {
      const without = { ...environment, [part]: null };
      expect(preparedBy({ tookMs: 9, environment: without })?.environment).toBeNull();
    }
  });

  test('stays where another session prepared and said nothing', () => {
    const told = { tookMs: 9, measured: true };
    const again = { kind: 'scheduled', activity: 'prepare', activityId: 'prepare.2' } as const;
    const { prepared } = foldRun(
      numbered(
        ...opening.slice(0, 5),
        completed(5, told),
        { ...again, summary: '', input: {} },
        completed(7),
      ),
    );
    expect(prepared?.tookMs).toBe(9);
  });
});

describe('lineage records', () => {
  const recording = (...records: readonly object[]) =>
    foldRun(
      numbered(
        ...opening,
        control('recordGeneration', { records: records.map((record) => ({ record, hash: 'h' })) }),
      ),
    );
  const verdict = { candidateId: 'c1', purpose: 'explore' };

  test('give each row its place in the chain and its mutations', () => {
    const mutation = { knob: 'pct', from: 40, to: 50 };
    const record = { ...verdict, seq: 3, mutations: [mutation, { knob: 'pct', from: 40 }, {}] };
    expect(rowOf(recording(record))).toMatchObject({
      record: { seq: 3, hash: 'h' },
      mutations: [mutation],
    });
    expect(rowOf(recording(verdict)).record).toBeNull();
  });

  test('say which cells are out of the search; the newest plan counts', () => {
    const plan = { kind: 'plan', infeasible: [1, 'x', 0.5], dropped: [2] };
    expect(recording(plan).excluded).toEqual({ infeasible: [1], dropped: [2] });
    expect(recording(plan, { kind: 'plan' }).excluded).toEqual({ infeasible: [], dropped: [] });
    expect(recording(plan, verdict).excluded.infeasible).toEqual([1]);
  });
});

describe('the spec of another version', () => {
  const with_ = (change: object) =>
    foldRun(
      numbered(
        ...opening.slice(0, 2),
        completed(2, { spec: { ...spec, workload: null, ...change } }),
      ),
    ).spec;

  test('loses the knobs, bounds and orders that are none', () => {
    const knobs = [
      { name: 'pct' },
      { engine: 'llm' },
      { name: 'a', engine: 'stt', values: [1, {}] },
    ];
    const bounds = [{}, { knob: 'a' }, { knob: 'a', min: 1 }, { knob: 'a', min: 1, max: 2 }];
    const read = with_({ space: { knobs, bounds }, productionOrder: ['stt', 'gpu'] });
    expect(read).toMatchObject({
      space: {
        knobs: [{ name: 'a', engine: 'stt', values: [1] }],
        bounds: [{ knob: 'a', min: 1, max: 2 }],
      },
      productionOrder: ['stt'],
      workload: { name: '', promptTokens: 0, referenceTurns: 0 },
    });
  });

  test('asks for two persons and aims at production unless it says otherwise', () => {
    const silent = { approval: 'nobody', target: null, quality: null, profileDigest: 0 };
    expect(with_({ ...silent, expireAfterMs: 5 })).toMatchObject({
      approval: 'two-person',
      target: 'production',
      expireAfterMs: 5,
      quality: { marginPpm: 0, minWords: 0, allowUndecided: false },
      profileDigest: '',
    });
  });
});
