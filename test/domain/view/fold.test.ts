import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/domain/view/event.ts';
import { applyEvent, foldRun, startView } from '../../../src/domain/view/fold.ts';
import {
  completed,
  control,
  granted,
  measuredLoad,
  notice,
  numbered,
  opening,
  scheduled,
  scored,
  spec,
  started,
  verdictRecord,
} from './events.ts';

describe('the phases of a run', () => {
  const phaseAfter = (count: number) => foldRun(numbered(...opening.slice(0, count))).phase;

  test('follow resolve, grant and prepare', () => {
    expect([1, 2, 3, 4, 5, 6].map(phaseAfter)).toEqual([
      'resolving',
      'resolving',
      'waiting',
      'preparing',
      'preparing',
      'baseline',
    ]);
  });

  test('go on with the baseline, the search, confirmation and the files', () => {
    const phases = [
      scheduled('c0.applyConfiguration.1'),
      scheduled('c1.applyConfiguration.1'),
      scheduled('c1.confirm.applyConfiguration.1'),
      control('publishArtifacts'),
    ].map((step) => foldRun(numbered(...opening, step)).phase);
    expect(phases).toEqual(['baseline', 'searching', 'confirming', 'concluding']);
  });

  test('end with the close, whose result is kept as it is', () => {
    const close = { kind: 'closed', status: 'completed', result: { state: 'x' }, why: '' } as const;
    const view = foldRun(numbered(...opening, control('publishArtifacts'), close));
    expect(view.phase).toBe('ended');
    expect(view.close).toEqual({
      status: 'completed',
      result: { state: 'x' },
      why: '',
      atMs: 8_000,
    });
    expect(view.inFlight).toEqual({});
  });
});

describe('the clock of the cap', () => {
  test('starts when the first prepare has ended, and prepare is timed apart', () => {
    const view = foldRun(numbered(...opening));
    expect([view.prepareStartedMs, view.capStartedMs, view.capMs]).toEqual([5_000, 6_000, 60_000]);
  });

  test('does not start again with another session', () => {
    const again = {
      kind: 'scheduled',
      activity: 'prepare',
      activityId: 'prepare.2',
      summary: '',
    } as const;
    const view = foldRun(numbered(...opening, { ...again, input: {} }, completed(7)));
    expect([view.prepareStartedMs, view.capStartedMs]).toEqual([5_000, 6_000]);
  });

  test('is longer after extendBudget, and the same after a foreign one', () => {
    const extend = (input: unknown) =>
      ({ kind: 'updated', update: 'extendBudget', input }) as const;
    expect(foldRun(numbered(...opening, extend({ capMs: 90_000 }))).capMs).toBe(90_000);
    expect(foldRun(numbered(...opening, extend('soon'))).capMs).toBe(60_000);
  });
});

describe('what a run was asked for', () => {
  test('is known before any worker has resolved it, by name or whole', () => {
    expect(foldRun(numbered(started({ experiment: 'x', engines: 'cpu' })))).toMatchObject({
      requested: { experiment: 'x', engines: 'cpu' },
      spec: null,
    });
    expect(foldRun(numbered(started({ spec }))).spec?.engines).toBe('simulated');
  });
});

describe('who asked for a run', () => {
  const requesterOf = (identity: string, input: unknown) => {
    const first = { ...started(input), identity } as ReturnType<typeof started>;
    return foldRun(numbered(first, started({ requestedBy: 'eve' }, 'r2'))).requester;
  };

  test('is the client that started the first run of the chain', () => {
    expect(requesterOf('ann@desk', { requestedBy: 'ben' })).toBe('ann@desk');
  });

  test("is whom the input names where the client said nothing, as Temporal's UI does", () => {
    expect(requesterOf('', { requestedBy: 'ben' })).toBe('ben');
    expect(requesterOf('', {})).toBe('');
  });
});

describe('the spec', () => {
  test('gives the screens what they need', () => {
    expect(foldRun(numbered(...opening)).spec).toEqual({
      experiment: 'spica',
      engines: 'simulated',
      gpuClass: 'simulated',
      simulated: true,
      seed: 7,
      capMs: 60_000,
      strategy: 'r-zero',
      generations: 2,
      baseline: { pct: 50, model: 'small' },
      objectives: spec.objectives,
      space: spec.space,
      productionOrder: ['stt', 'llm'],
      workload: spec.workload,
      quality: spec.quality,
      approval: 'solo',
      target: 'simulated',
      expireAfterMs: 86_400_000,
      profileDigest: 'p',
      workloadDigest: 'w',
      digest: 'd',
    });
  });

  test('is null where a foreign worker answered, and its fields default', () => {
    const with_ = (given: unknown) =>
      foldRun(numbered(started(), control('resolveSpec'), completed(2, { spec: given })));
    expect(with_({ experiment: 'x' })).toMatchObject({ spec: null, folder: null, capMs: null });
    const bare = {
      experiment: 'x',
      digest: 'd',
      budget: { capMs: 1 },
      objectives: [{}, { ...spec.objectives[0], points: [[1], [1, 2]] }],
    };
    expect(with_(bare).spec).toMatchObject({
      engines: '',
      gpuClass: '',
      seed: 0,
      strategy: '',
      generations: 0,
      baseline: {},
      workloadDigest: '',
      objectives: [{ name: 'sttLatency', points: [[1, 2]] }],
    });
  });
});

describe('a candidate', () => {
  const apply = scheduled(
    'c5.applyConfiguration.1',
    { configuration: { pct: 55, model: 'base', odd: null } },
    'g2 c5: 55 / base - applyConfiguration',
  );

  test('appears with configuration and generation when its engines start', () => {
    const [row] = foldRun(numbered(...opening, apply)).rows;
    expect(row).toMatchObject({
      id: 'c5',
      purpose: 'explore',
      generation: 2,
      configuration: { pct: 55, model: 'base' },
      step: 'starting engines',
      round: 1,
      startedMs: 7_000,
      endedMs: null,
      origin: null,
    });
  });

  test('of an unreadable summary belongs to generation 0', () => {
    const [row] = foldRun(numbered(...opening, scheduled('c5.applyConfiguration.3'))).rows;
    expect(row).toMatchObject({ generation: 0, round: 3 });
  });

  test.each([
    ['c5.probeStt.1', 'solo speech'],
    ['c5.probeLlm.1', 'solo text'],
    ['c5.probeCapacity.1', 'joint load'],
    ['c5.sampleGpu.1', 'starting engines'],
  ])('is at the step of %s', (id, step) => {
    const [row] = foldRun(numbered(...opening, apply, scheduled(id))).rows;
    expect(row?.step).toBe(step);
  });

  test('has its figures when the joint load has answered', () => {
    const events = numbered(
      ...opening,
      apply,
      scheduled('c5.probeCapacity.1'),
      completed(8, measuredLoad),
    );
    expect(foldRun(events).rows[0]).toMatchObject({
      step: 'measured',
      endedMs: 9_000,
      sttLatencyUs: 312_000,
      llmLatencyUs: 702_000,
      capacity: { passing: 8, failing: 12 },
    });
  });

  test('has none of what a foreign answer lacks', () => {
    const events = numbered(...opening, apply, scheduled('c5.probeCapacity.1'), completed(8, 3));
    expect(foldRun(events).rows[0]).toMatchObject({
      step: 'measured',
      sttLatencyUs: null,
      capacity: null,
    });
  });

  test('keeps its step when an earlier probe answers', () => {
    const events = numbered(
      ...opening,
      apply,
      scheduled('c5.probeStt.1'),
      completed(8, { kind: 'observed' }),
    );
    expect(foldRun(events).rows[0]?.step).toBe('solo speech');
  });

  test.each([
    [{ fault: { kind: 'oom', evidence: 'CUDA out of memory' } }, 'oom: CUDA out of memory'],
    [{ fault: {} }, 'fault: '],
  ])('says how an engine failed: %j', (result, fault) => {
    const events = numbered(...opening, apply, completed(7, result));
    expect(foldRun(events).rows[0]).toMatchObject({ step: 'faulted', fault, endedMs: 8_000 });
  });

  test('is measured again in another round without its fault', () => {
    const events = numbered(
      ...opening,
      apply,
      completed(7, { fault: {} }),
      scheduled('c5.applyConfiguration.2'),
    );
    const { rows } = foldRun(events);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      step: 'starting engines',
      round: 2,
      fault: null,
      endedMs: null,
    });
  });

  test('that is confirmed has a row of its own', () => {
    const events = numbered(...opening, apply, scheduled('c5.confirm.applyConfiguration.1'));
    expect(foldRun(events).rows.map(({ purpose }) => purpose)).toEqual(['explore', 'confirm']);
  });
});

describe('recorded generations', () => {
  const record = (records: readonly unknown[], more: object = {}) =>
    control('recordGeneration', { generation: 0, head: 'aa', records, ...more });
  const verdictOf = (verdict: unknown) =>
    foldRun(numbered(...opening, record([verdictRecord('c1', verdict)]))).rows[0]?.verdict;

  test('override what was guessed from the steps', () => {
    const events = numbered(
      ...opening,
      scheduled('c1.applyConfiguration.1', { configuration: { pct: 1 } }, 'g3 c1: x'),
      record([
        verdictRecord('c1', scored, { parentIds: ['c0', 3], generation: 1, origin: 'child' }),
      ]),
    );
    expect(foldRun(events).rows[0]).toMatchObject({
      generation: 1,
      origin: 'child',
      parentIds: ['c0'],
      configuration: { pct: 50, model: 'small' },
      step: 'judged',
      endedMs: 8_000,
      verdict: scored,
    });
  });

  test('bring repeats and infeasible candidates that no step was run for', () => {
    const repeat = verdictRecord('c3', scored, { repeatOf: 'c1' });
    const { rows, recorded, lineageHead } = foldRun(numbered(...opening, record([repeat])));
    expect(rows[0]).toMatchObject({ id: 'c3', repeatOf: 'c1', startedMs: 7_000, endedMs: 7_000 });
    expect([recorded, lineageHead]).toEqual([1, 'aa']);
  });

  test('tell what time or a person decided', () => {
    const decision = { record: { kind: 'decision', decision: 'drop', detail: 'levels 40' } };
    const bare = { record: { kind: 'decision', decision: 'cap' } };
    expect(foldRun(numbered(...opening, record([decision, bare]))).decisions).toEqual([
      'drop: levels 40',
      'cap: ',
    ]);
  });

  test('of a foreign version are passed over', () => {
    const foreign = [
      null,
      { record: { candidateId: 'c1' } },
      { record: { candidateId: 'c1', purpose: 'x' } },
    ];
    const view = foldRun(numbered(...opening, record(foreign, { generation: 'x', head: 1 })));
    expect(view).toMatchObject({ rows: [], recorded: 1, lineageHead: null, decisions: [] });
    const nameless = { record: { candidateId: 'c1', purpose: 'explore' } };
    expect(foldRun(numbered(...opening, record([nameless]))).rows[0]).toMatchObject({
      generation: 0,
      configuration: {},
      verdict: null,
    });
  });

  test.each([
    [{ kind: 'disqualified', reason: 'oom', evidence: 'e' }],
    [{ kind: 'infeasible', evidence: 'e' }],
    [{ kind: 'unmeasured', cause: 'cap', evidence: '' }],
    [{ ...scored, parts: [], broken: [] }],
  ])('give the verdict %j as it is', (verdict) => {
    expect(verdictOf(verdict)).toEqual(verdict);
  });

  test.each([
    [{ kind: 'disqualified', reason: 'x' }],
    [{ kind: 'unmeasured', cause: 'x' }],
    [{ kind: 'x' }],
    [{ kind: 'scored' }],
    [{ ...scored, wordErrorPpm: null }],
    [{ ...scored, freeMiB: 'much' }],
  ])('give no verdict for %j', (verdict) => {
    expect(verdictOf(verdict)).toBeNull();
  });

  test('give no evidence and no parts where there are none', () => {
    expect(verdictOf({ kind: 'infeasible' })).toEqual({ kind: 'infeasible', evidence: '' });
    const parts = [{ objective: 'sttLatency' }, { objective: 'capacity', value: 1 }, 3];
    expect(verdictOf({ ...scored, parts })).toMatchObject({ parts: [] });
  });
});

describe('the GPU session', () => {
  const after = (...notices: readonly unknown[]) =>
    foldRun(numbered(...opening, ...notices.map(notice)));

  test('is heard as the workflow hears it: an older grant and a foreign token change nothing', () => {
    const before = after();
    expect(before).toMatchObject({ card: 'card-a', session: { no: 1, token: 't1' } });
    const view = after(
      { kind: 'granted', no: 1, token: 't0' },
      { kind: 'lost', token: 't0' },
      { kind: 'x' },
    );
    expect(view).toMatchObject({ session: { no: 1, token: 't1' }, losses: 0 });
  });

  test('lost and granted again keeps the phase and counts the loss', () => {
    const view = after({ kind: 'lost', token: 't1' }, { kind: 'granted', no: 2, token: 't2' });
    expect(view).toMatchObject({
      losses: 1,
      phase: 'baseline',
      card: 'card-a',
      session: { no: 2, token: 't2' },
    });
  });

  test('without a number is no grant', () => {
    expect(after({ kind: 'granted' }).session).toEqual({ no: 1, token: 't1' });
  });

  test('that has ended leaves the conclusion', () => {
    expect(after({ kind: 'ended' })).toMatchObject({
      phase: 'concluding',
      session: { token: null },
    });
  });

  test('is the only signal that is heard', () => {
    const other = { kind: 'signalled', signal: 'other', input: { kind: 'ended' } } as const;
    expect(foldRun(numbered(...opening, other)).phase).toBe('baseline');
  });
});

describe('what people say', () => {
  const told = (...updates: readonly string[]) =>
    foldRun(
      numbered(
        ...opening,
        ...updates.map((update) => ({ kind: 'updated', update, input: undefined }) as const),
      ),
    );

  test('pauses, resumes and stops the run', () => {
    expect(told('pause').paused).toBe(true);
    expect(told('pause', 'resume').paused).toBe(false);
    expect(told('pause', 'stop')).toMatchObject({ paused: false, stopping: true });
    expect(told('other')).toMatchObject({ paused: false, stopping: false });
  });

  test('cancels it', () => {
    expect(foldRun(numbered(...opening, { kind: 'cancel-requested' })).cancelling).toBe(true);
  });
});

describe('a workflow task that fails', () => {
  const stuck = { kind: 'task-failed', why: 'nondeterminism' } as const;

  test('says why the run sits silent until it moves on', () => {
    expect(foldRun(numbered(...opening, stuck)).taskFailure).toBe('nondeterminism');
    expect(
      foldRun(numbered(...opening, stuck, control('recordGeneration'))).taskFailure,
    ).toBeNull();
  });
});

describe('steps in flight', () => {
  test('are those that have not ended, however they end', () => {
    const events = numbered(
      ...opening,
      scheduled('c1.probeStt.1'),
      scheduled('c1.sampleGpu.1'),
      { kind: 'failed', scheduledId: 7, why: 'lost' },
      completed(99),
    );
    expect(foldRun(events).inFlight).toEqual({
      8: {
        activity: 'sampleGpu',
        activityId: 'c1.sampleGpu.1',
        row: { id: 'c1', purpose: 'explore' },
        input: {},
      },
    });
  });

  test('that belong to no candidate answer without a row', () => {
    const view = foldRun(numbered(...opening, control('exportHistory'), completed(7, 'file')));
    expect(view).toMatchObject({ rows: [], inFlight: {} });
  });
});

describe('a chain of runs', () => {
  const carried = {
    spec,
    folder: 'run-1',
    startedMs: 6_000,
    prepareMs: 1_000,
    capMs: 70_000,
    paused: true,
    desk: { lastNo: 2, losses: 1, grant: { token: 't2', card: 'card-b' } },
    log: {
      baseline: { candidate: { id: 'c0', generation: 0, configuration: {} }, verdict: scored },
      leaders: [{ candidate: { id: 'c2' }, verdict: null }, { candidate: {} }],
    },
  };

  test('goes on where it was: the next run adds to the rows', () => {
    const first = numbered(...opening, scheduled('c1.probeStt.1'), {
      kind: 'continued',
      nextRunId: 'r2',
    });
    const next = numbered(started({ carried }, 'r2'), scheduled('c2.applyConfiguration.1'));
    const view = [...first, ...next].reduce(applyEvent, startView);
    expect(view).toMatchObject({
      runId: 'r2',
      firstRunId: 'r1',
      startedMs: 1_000,
      capMs: 70_000,
      paused: true,
      losses: 1,
      card: 'card-b',
      session: { no: 2, token: 't2' },
      prepareStartedMs: 5_000,
      phase: 'searching',
    });
    expect(view.rows.map(({ id }) => id)).toEqual(['c1', 'c2']);
  });

  test('whose first runs are gone still knows the best', () => {
    const view = foldRun(numbered(started({ carried }, 'r2')));
    expect(view).toMatchObject({
      capStartedMs: 6_000,
      prepareStartedMs: 5_000,
      phase: 'searching',
    });
    expect(view.rows.map(({ id, verdict }) => [id, verdict?.kind])).toEqual([
      ['c0', 'scored'],
      ['c2', undefined],
    ]);
  });

  test('continued before the cap started waits, and takes the cap of the spec', () => {
    const view = foldRun(numbered(started({ carried: { spec } }, 'r2')));
    expect(view).toMatchObject({
      phase: 'waiting',
      capMs: 60_000,
      prepareStartedMs: null,
      losses: 0,
      card: null,
      folder: null,
    });
    expect(
      foldRun(numbered(started({ carried: { spec, startedMs: 6_000 } }))).prepareStartedMs,
    ).toBe(6_000);
  });
});

describe('the fold', () => {
  const events = numbered(
    ...opening,
    granted,
    scheduled('c0.applyConfiguration.1'),
    control('recordGeneration', { records: [verdictRecord('c0', scored)] }),
  );

  test('does not change when an event comes twice', () => {
    const twice = events.flatMap((event) => [event, event]);
    expect(foldRun(twice)).toEqual(foldRun(events));
  });

  const foreign = fc.oneof(
    fc.anything(),
    fc.record({ kind: fc.anything(), spec: fc.anything(), fault: fc.anything() }),
    fc.record({ carried: fc.anything(), records: fc.array(fc.anything()), head: fc.anything() }),
  );
  const foreignEvent = fc.oneof(
    foreign.map((input) => control('recordGeneration', input)),
    foreign.map((input) => scheduled('c1.applyConfiguration.1', input)),
    foreign.map((result) => completed(2, result)),
    foreign.map((input) => notice(input)),
    foreign.map((input) => ({ kind: 'updated', update: 'extendBudget', input }) as const),
  );

  test('never throws on foreign input, and counts on', () => {
    fc.assert(
      fc.property(foreign, fc.array(foreignEvent, { maxLength: 20 }), (input, bodies) => {
        const all: readonly RunEvent[] = numbered(...opening, started(input, 'r9'), ...bodies);
        expect(foldRun(all).lastEventId).toBe(all.length);
      }),
    );
  });
});
