import fc from 'fast-check';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { describe, expect, test } from 'vitest';
import { decodeEvents } from '../../src/client/history-events.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const payload = (value: unknown) => ({
  metadata: { encoding: base64('json/plain') },
  data: base64(JSON.stringify(value)),
});
const payloads = (value: unknown) => ({ payloads: [payload(value)] });

const at = (id: number, name: string, attributes: object, more: object = {}) => ({
  eventId: String(id),
  eventTime: `2026-11-22T00:00:0${id}.250Z`,
  eventType: `EVENT_TYPE_${name.replace(/([A-Z])/g, '_$1').toUpperCase()}`,
  [`${name}EventAttributes`]: attributes,
  ...more,
});

/** One run as Temporal's JSON has it: `historyToJSON` and `temporal workflow show --output json`. */
const history = [
  at(1, 'workflowExecutionStarted', {
    originalExecutionRunId: 'r2',
    firstExecutionRunId: 'r1',
    identity: 'ann@desk',
    input: payloads({ experiment: 'x' }),
  }),
  at(2, 'workflowTaskScheduled', {}),
  at(
    3,
    'activityTaskScheduled',
    { activityId: 'c1.probeStt.1', activityType: { name: 'probeStt' }, input: payloads({ a: 1 }) },
    { userMetadata: { summary: payload('g2 c1: 50 / small') } },
  ),
  at(4, 'activityTaskCompleted', { scheduledEventId: '3', result: payloads([1]) }),
  at(5, 'activityTaskFailed', {
    scheduledEventId: '3',
    failure: { message: 'outer', cause: { message: 'inner' } },
  }),
  at(6, 'workflowExecutionSignaled', { signalName: 'gpuSession', input: payloads({ no: 1 }) }),
  at(7, 'workflowExecutionUpdateAccepted', {
    acceptedRequest: { input: { name: 'extendBudget', args: payloads({ capMs: 5 }) } },
  }),
  at(8, 'workflowExecutionCancelRequested', {}),
  at(9, 'workflowTaskFailed', { failure: { message: 'stuck' } }),
];

const atMs = (id: number) => Date.parse(`2026-11-22T00:00:0${id}.250Z`);
const decoded = [
  {
    id: 1,
    atMs: atMs(1),
    kind: 'started',
    runId: 'r2',
    firstRunId: 'r1',
    identity: 'ann@desk',
    input: { experiment: 'x' },
  },
  {
    id: 3,
    atMs: atMs(3),
    kind: 'scheduled',
    activity: 'probeStt',
    activityId: 'c1.probeStt.1',
    summary: 'g2 c1: 50 / small',
    input: { a: 1 },
  },
  { id: 4, atMs: atMs(4), kind: 'completed', scheduledId: 3, result: [1] },
  { id: 5, atMs: atMs(5), kind: 'failed', scheduledId: 3, why: 'inner' },
  { id: 6, atMs: atMs(6), kind: 'signalled', signal: 'gpuSession', input: { no: 1 } },
  { id: 7, atMs: atMs(7), kind: 'updated', update: 'extendBudget', input: { capMs: 5 } },
  { id: 8, atMs: atMs(8), kind: 'cancel-requested' },
  { id: 9, atMs: atMs(9), kind: 'task-failed', why: 'stuck' },
];

describe('history events', () => {
  test('are decoded from the JSON form, and what the view does not look at is left out', () => {
    expect(decodeEvents(history)).toEqual(decoded);
  });

  test('are decoded from protobuf to the same', () => {
    const { events } = historyFromJSON({ events: history });
    expect(decodeEvents(events ?? [])).toEqual(decoded);
  });

  test('are decoded from the shorthand payloads of the temporal command line', () => {
    const signal = at(6, 'workflowExecutionSignaled', { signalName: 's', input: [{ no: 1 }] });
    expect(decodeEvents([signal])[0]).toMatchObject({ input: { no: 1 } });
  });

  test.each([
    [
      'workflowExecutionCompleted',
      { result: payloads({ ok: 1 }) },
      { status: 'completed', result: { ok: 1 }, why: '' },
    ],
    [
      'workflowExecutionFailed',
      { failure: { message: 'no' } },
      { status: 'failed', result: null, why: 'no' },
    ],
    ['workflowExecutionCanceled', {}, { status: 'cancelled', result: null }],
    [
      'workflowExecutionTerminated',
      { reason: 'by hand' },
      { status: 'terminated', why: 'by hand' },
    ],
    ['workflowExecutionTimedOut', {}, { status: 'timed-out' }],
  ])('that close a run say how: %s', (name, attributes, close) => {
    expect(decodeEvents([at(1, name, attributes)])[0]).toMatchObject({ kind: 'closed', ...close });
  });

  test('that continue a run name the next one', () => {
    const event = at(1, 'workflowExecutionContinuedAsNew', { newExecutionRunId: 'r3' });
    expect(decodeEvents([event])[0]).toMatchObject({ kind: 'continued', nextRunId: 'r3' });
  });

  test.each([
    ['another encoding', { metadata: { encoding: base64('binary/encrypted') }, data: base64('x') }],
    ['broken JSON', { metadata: { encoding: base64('json/plain') }, data: base64('{') }],
    ['no metadata', { data: base64('{}') }],
  ])('with a payload of %s have no input', (_name, foreign) => {
    const event = at(1, 'workflowExecutionSignaled', { input: { payloads: [foreign] } });
    expect(decodeEvents([event])[0]).toMatchObject({ kind: 'signalled', input: undefined });
  });

  test('that are foreign never throw', () => {
    fc.assert(
      fc.property(fc.array(fc.anything()), (events) => {
        expect(decodeEvents(events).length).toBeLessThanOrEqual(events.length);
      }),
    );
  });

  test('whose attributes are foreign never throw', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom(...history), (foreign, event) => {
        const name = Object.keys(event).find((key) => key.endsWith('EventAttributes')) ?? '';
        expect(decodeEvents([{ ...event, [name]: foreign }]).length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
