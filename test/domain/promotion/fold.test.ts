import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldPromotion } from '../../../src/domain/promotion/fold.ts';
import type { RunEvent } from '../../../src/domain/view/event.ts';
import { completed, control, numbered, started } from '../view/events.ts';

const asked = [started({ run: 'spica-1' }), control('gatherEvidence')] as const;
const proposed = [...asked, completed(2, { digest: 'd' })] as const;
const waiting = [...proposed, control('writePromotion', { expiresMs: 9, decision: null })] as const;
const yes = { kind: 'updated', update: 'approve', input: { who: 'ann' } } as const;
const silent = { kind: 'task-failed', why: 'the bundle is another' } as const;

describe('the history of a proposal tells', () => {
  test('which run is proposed, by whom and when', () => {
    expect(foldPromotion(numbered(...asked))).toMatchObject({
      firstRunId: 'r1',
      run: 'spica-1',
      startedBy: 'ann@desk',
      startedMs: 1_000,
      nowMs: 2_000,
      proposal: null,
      closed: null,
    });
  });

  test('no run where the input names none', () => {
    expect(foldPromotion(numbered(started({ run: 7 }))).run).toBe('');
  });

  test('the evidence by the answer of gatherEvidence alone', () => {
    expect(foldPromotion(numbered(...proposed)).proposal).toEqual({ digest: 'd' });
    const other = [...asked, control('checkEvidence'), completed(3, { digest: 'x' })] as const;
    expect(foldPromotion(numbered(...other)).proposal).toBeNull();
    expect(foldPromotion(numbered(...asked, completed(9, { digest: 'x' }))).proposal).toBeNull();
  });

  test('the newest thing that was written', () => {
    const decided = control('writePromotion', { expiresMs: 9, decision: { state: 'approved' } });
    expect(foldPromotion(numbered(...waiting)).written).toMatchObject({ decision: null });
    expect(foldPromotion(numbered(...waiting, decided)).written).toMatchObject({
      decision: { state: 'approved' },
    });
  });

  test('the answers that were taken in, in their order', () => {
    const no = { kind: 'updated', update: 'reject', input: 7 } as const;
    expect(foldPromotion(numbered(...waiting, yes, no)).answers).toEqual([
      { choice: 'approve', input: { who: 'ann' } },
      { choice: 'reject', input: 7 },
    ]);
  });

  test.each([
    ['completed', { state: 'approved', why: '' }, '', 'completed', ''],
    ['completed', { why: 'the disk is full' }, '', 'completed', 'the disk is full'],
    ['completed', { why: 7 }, '', 'completed', ''],
    ['failed', null, 'nothing better was found', 'failed', 'nothing better was found'],
    ['terminated', null, 'by hand', 'failed', 'by hand'],
    ['cancelled', null, '', 'failed', ''],
    ['timed-out', null, '', 'failed', ''],
  ] as const)('how it closed: %s with %j', (status, result, said, closed, why) => {
    const end = { kind: 'closed', status, result, why: said } as const;
    expect(foldPromotion(numbered(...waiting, end))).toMatchObject({ closed, why, result });
  });

  test('nothing by what is not its own', () => {
    const before = foldPromotion(numbered(...waiting));
    const foreign = [
      { kind: 'failed', scheduledId: 2, why: 'x' },
      { kind: 'signalled', signal: 's', input: {} },
      { kind: 'cancel-requested' },
      { kind: 'continued', nextRunId: 'r2' },
    ] as const;
    const { nowMs, ...after } = foldPromotion(numbered(...waiting, ...foreign));
    expect(nowMs).toBe(8_000);
    expect(after).toEqual({ ...before, nowMs: undefined });
  });
});

describe('a workflow that sits silent', () => {
  test('says why', () => {
    expect(foldPromotion(numbered(...asked, silent)).why).toBe('the bundle is another');
  });

  test.each([
    ['takes an answer', yes],
    ['asks for a step', control('checkEvidence')],
  ])('says it no more once it %s', (_what, event) => {
    expect(foldPromotion(numbered(...waiting, silent, event)).why).toBe('');
  });
});

test('no history makes the fold fail', () => {
  const base = { id: fc.integer(), atMs: fc.integer() };
  const json = fc.jsonValue();
  const text = fc.string();
  const activity = fc.oneof(text, fc.constantFrom('gatherEvidence', 'writePromotion', '__proto__'));
  const scheduledId = fc.integer({ min: 0, max: 9 });
  const status = fc.constantFrom('completed', 'failed', 'cancelled', 'terminated', 'timed-out');
  const kind = <Kind extends string>(name: Kind) => ({ ...base, kind: fc.constant(name) });
  const event: fc.Arbitrary<RunEvent> = fc.oneof(
    fc.record({
      ...{ ...kind('started'), input: json },
      ...{ runId: text, firstRunId: text, identity: text },
    }),
    fc.record({
      ...{ ...kind('scheduled'), id: scheduledId, input: json },
      ...{ activity, activityId: text, summary: text },
    }),
    fc.record({ ...kind('completed'), scheduledId, result: json }),
    fc.record({ ...kind('failed'), scheduledId, why: text }),
    fc.record({ ...kind('updated'), update: text, input: json }),
    fc.record({ ...kind('signalled'), signal: text, input: json }),
    fc.record(kind('cancel-requested')),
    fc.record({ ...kind('task-failed'), why: text }),
    fc.record({ ...kind('closed'), status, result: json, why: text }),
  );
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const { answers, nowMs, closed } = foldPromotion(events);
      expect(answers).toHaveLength(events.filter((each) => each.kind === 'updated').length);
      expect(nowMs).toBe(events.at(-1)?.atMs ?? 0);
      expect(closed === null).toBe(events.every((each) => each.kind !== 'closed'));
    }),
  );
});
