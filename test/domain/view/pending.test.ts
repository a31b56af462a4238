import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEvent, foldRun, startView } from '../../../src/domain/view/fold.ts';
import { awaitsGpu, withPending } from '../../../src/domain/view/pending.ts';
import type { PendingStep } from '../../../src/domain/view/pending.ts';
import type { ExperimentView } from '../../../src/domain/view/view.ts';
import { completed, control, notice, numbered, opening, scheduled } from './events.ts';

/** c5 was measured, c6 is under joint load with the sampler beside it; a control step runs too. */
const events = numbered(
  ...opening,
  scheduled('c5.applyConfiguration.1'),
  completed(7),
  scheduled('c6.applyConfiguration.1'),
  completed(9),
  scheduled('c6.sampleGpu.1'),
  scheduled('c6.probeCapacity.1'),
  control('recordGeneration', { records: [] }),
);
const view = foldRun(events);
const nowMs = 20_000;

const pendingOf = (change: Partial<PendingStep> = {}): PendingStep => ({
  activity: 'probeCapacity',
  activityId: 'c6.probeCapacity.1',
  attempt: 1,
  state: 'started',
  sinceMs: 12_000,
  details: { phase: 'rung 8', done: 5, total: 16, answered: 40 },
  lastFailure: '',
  ...change,
});

const detailsWith = (...pending: readonly PendingStep[]) =>
  withPending(view, pending, nowMs).rows.map(({ detail }) => detail);
const wordsOf = (change: Partial<PendingStep>) => detailsWith(pendingOf(change))[1];

describe('a step in flight', () => {
  test('says on the row of its candidate how far it is', () => {
    expect(detailsWith(pendingOf())).toEqual([null, 'rung 8, 5 of 16']);
  });

  test.each([
    [{ phase: 'stress', done: 87, total: null }, 'stress, 87 done'],
    [{ phase: 'warm-up', done: 0, total: null }, 'warm-up'],
    [{ engine: 'llm', sinceMs: 6_000 }, 'LLM for 14s'],
    [{ engine: 'stt' }, 'STT for 0.0s'],
    [{ engine: 'stt', sinceMs: 99_000 }, 'STT for 0.0s'],
    [{ stage: 'first boot' }, 'first boot'],
    [{ stage: 'first boot', engine: 'llm', sinceMs: 6_000 }, 'first boot: LLM for 14s'],
    [
      { stage: 'word errors of base (2 of 3)', phase: 'clips', done: 12, total: 60 },
      'word errors of base (2 of 3): clips, 12 of 60',
    ],
    [{ phase: ' two\n lines ' }, 'two lines'],
    [{ phase: 'x'.repeat(99) }, 'x'.repeat(60)],
  ])('beats %j and is shown as %j', (details, words) => {
    expect(wordsOf({ details })).toBe(words);
  });

  test.each([
    [undefined],
    [null],
    ['rung 8'],
    [{}],
    [{ done: 5, total: 16 }],
    [{ phase: 8, stage: [], engine: 'gpu' }],
  ])('whose beat is the foreign %j has nothing to say', (details) => {
    expect(wordsOf({ details })).toBeNull();
  });

  test('that no worker takes says so once a worker would have taken it', () => {
    const waiting = (sinceMs: number) => wordsOf({ state: 'scheduled', sinceMs });
    expect(waiting(8_000)).toBe('no worker has taken it for 12s');
    expect(waiting(15_000)).toBeNull();
    expect(waiting(14_999)).toBe('no worker has taken it for 5.0s');
  });

  test.each([
    ['cancel-requested', 'ending'],
    ['paused', 'paused by a person, in Temporal'],
  ] as const)('that is %s says %j', (state, words) => {
    expect(wordsOf({ state })).toBe(words);
  });

  test('that is tried again says which try it is, and why while it waits', () => {
    const again = { attempt: 2, lastFailure: 'activity Heartbeat\ntimeout' };
    expect(wordsOf(again)).toBe('try 2, rung 8, 5 of 16');
    expect(wordsOf({ ...again, state: 'scheduled', sinceMs: nowMs })).toBe(
      'try 2 after activity Heartbeat timeout',
    );
    expect(wordsOf({ attempt: 3, details: {} })).toBe('try 3');
    expect(wordsOf({ attempt: 2, state: 'scheduled' })).toBe(
      'try 2, no worker has taken it for 8.0s',
    );
  });
});

describe('steps side by side', () => {
  const sampler = { activity: 'sampleGpu', activityId: 'c6.sampleGpu.1', attempt: 2, details: {} };

  test('leave the word to the probe, whatever their order', () => {
    const both = [pendingOf(), pendingOf(sampler)];
    expect(detailsWith(...both)[1]).toBe('rung 8, 5 of 16');
    expect(detailsWith(...both.toReversed())[1]).toBe('rung 8, 5 of 16');
  });

  test('let the sampler say what the probe does not', () => {
    expect(detailsWith(pendingOf({ details: {} }), pendingOf(sampler))[1]).toBe('try 2');
  });
});

describe('a step of no candidate', () => {
  const writing = { activity: 'recordGeneration', activityId: '1', state: 'scheduled' } as const;

  test('speaks for the whole run', () => {
    const laid = withPending(view, [pendingOf({ ...writing, sinceMs: 8_000 })], nowMs);
    expect(laid.detail).toBe('no worker has taken it for 12s');
    expect(laid.rows).toBe(view.rows);
  });

  test('such as prepare tells its stages', () => {
    const preparing = foldRun(numbered(...opening.slice(0, 5)));
    const beat = pendingOf({ activityId: 'prepare.1', details: { stage: 'first boot' } });
    expect(withPending(preparing, [beat], nowMs).detail).toBe('first boot');
  });
});

describe('a run that waits for a GPU', () => {
  const waiting = foldRun(numbered(...opening.slice(0, 3)));
  const hold = pendingOf({
    activity: 'holdGpu',
    activityId: '1',
    state: 'scheduled',
    details: null,
  });
  const detailOf = (seen: ExperimentView, change: Partial<PendingStep> = {}) =>
    withPending(seen, [{ ...hold, ...change }], nowMs).detail;

  test('says that no worker is free, dead or busy, once one would have taken it', () => {
    expect(detailOf(waiting)).toBe('no GPU worker is free for 8.0s');
    expect(detailOf(waiting, { sinceMs: nowMs })).toBeNull();
    expect(detailOf(waiting, { state: 'started' })).toBeNull();
  });

  test('says so again when it has lost its session', () => {
    const lost = foldRun(numbered(...opening, notice({ kind: 'lost', token: 't1' })));
    expect(detailOf(lost)).toBe('no GPU worker is free for 8.0s');
  });

  test('is none that holds one, has not been resolved, or concludes', () => {
    const concluding = foldRun(numbered(...opening, notice({ kind: 'ended' })));
    const resolving = foldRun(numbered(...opening.slice(0, 2)));
    expect([view, concluding, resolving].map(awaitsGpu)).toEqual([false, false, false]);
    expect(detailOf(view)).toBeNull();
  });
});

describe('what is laid over', () => {
  const laid = withPending(view, [pendingOf()], nowMs);

  test('is replaced by what is laid over next, and gone where nothing is pending', () => {
    const next = withPending(laid, [pendingOf({ details: { phase: 'stress' } })], nowMs);
    expect(next.rows[1]?.detail).toBe('stress');
    expect(withPending(laid, [], nowMs)).toEqual(view);
  });

  test('is left out where the history knows of no such step, or of no such row', () => {
    expect(withPending(view, [pendingOf({ activityId: 'c6.probeStt.1' })], nowMs)).toEqual(view);
    const rowless = { ...view, rows: [] };
    expect(withPending(rowless, [pendingOf()], nowMs)).toEqual(rowless);
    expect(withPending(startView, [pendingOf()], nowMs)).toBe(startView);
  });

  const foreignStep = fc.record({
    activity: fc.constantFrom('probeCapacity', 'sampleGpu', 'holdGpu', 'prepare', ''),
    activityId: fc.constantFrom('c6.probeCapacity.1', 'c6.sampleGpu.1', '1', 'c9.probeStt.1'),
    attempt: fc.integer(),
    state: fc.constantFrom('scheduled', 'started', 'cancel-requested', 'paused'),
    sinceMs: fc.integer(),
    details: fc.oneof(
      fc.anything(),
      fc.record({ stage: fc.anything(), phase: fc.string(), done: fc.anything() }),
      fc.record({ engine: fc.constant('llm'), sinceMs: fc.double(), total: fc.integer() }),
    ),
    lastFailure: fc.string(),
  }) satisfies fc.Arbitrary<PendingStep>;
  const anyPending = fc.array(foreignStep, { maxLength: 5 });

  test('never throws, whatever a worker beats, and changes nothing of the history', () => {
    fc.assert(
      fc.property(anyPending, fc.integer(), (pending, at) => {
        const over = withPending(view, pending, at);
        const rows = over.rows.map((row) => ({ ...row, detail: null }));
        expect({ ...over, rows, detail: null }).toEqual(view);
      }),
    );
  });

  test('is taken away by the next event, whatever that is', () => {
    const id = view.lastEventId + 1;
    const next = fc.constantFrom(
      { id, atMs: nowMs, kind: 'completed', scheduledId: 12, result: null } as const,
      { id, atMs: nowMs, kind: 'failed', scheduledId: 11, why: '' } as const,
      { id, atMs: nowMs, kind: 'cancel-requested' } as const,
      { id, atMs: nowMs, kind: 'closed', status: 'failed', result: null, why: '' } as const,
      { id: 1, atMs: nowMs, kind: 'started', runId: 'r2', firstRunId: 'r1', identity: '' } as const,
    );
    fc.assert(
      fc.property(anyPending, next, (pending, body) => {
        const event = body.kind === 'started' ? { ...body, input: {} } : body;
        const over = withPending(view, pending, nowMs);
        expect(applyEvent(over, event)).toEqual(applyEvent(view, event));
      }),
    );
  });
});
