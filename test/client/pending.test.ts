import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodePending } from '../../src/client/pending.ts';

const payloads = (value: unknown) => ({
  payloads: [
    {
      metadata: { encoding: new TextEncoder().encode('json/plain') },
      data: new TextEncoder().encode(JSON.stringify(value)),
    },
  ],
});

/** As the server's answer is decoded: enums are numbers, times are seconds and nanos. */
const started = {
  activityId: 'c1.probeStt.1',
  activityType: { name: 'probeStt' },
  state: 2,
  attempt: 2,
  scheduledTime: { seconds: { low: 10, high: 0 }, nanos: 0 },
  lastStartedTime: { seconds: { low: 20, high: 0 }, nanos: 500_000_000 },
  heartbeatDetails: payloads({ phase: 'clips', done: 3, total: 6 }),
  lastFailure: { message: 'outer', cause: { message: 'activity Heartbeat timeout' } },
};

describe('a pending activity', () => {
  test('is read with its newest heartbeat and the innermost reason of its last failure', () => {
    expect(decodePending([started])).toEqual([
      {
        activity: 'probeStt',
        activityId: 'c1.probeStt.1',
        attempt: 2,
        state: 'started',
        sinceMs: 20_500,
        details: { phase: 'clips', done: 3, total: 6 },
        lastFailure: 'activity Heartbeat timeout',
      },
    ]);
  });

  test('waits since it was scheduled, works since it was started', () => {
    const since = (state: number) =>
      decodePending([{ ...started, state }]).map((step) => [step.state, step.sinceMs]);
    expect([1, 2, 3, 4, 5].flatMap(since)).toEqual([
      ['scheduled', 10_000],
      ['started', 20_500],
      ['cancel-requested', 20_500],
      ['paused', 20_500],
      ['paused', 20_500],
    ]);
  });

  test('has no details where its heartbeat is of another encoding', () => {
    const heartbeatDetails = { payloads: [{ metadata: {}, data: new Uint8Array([1]) }] };
    expect(decodePending([{ ...started, heartbeatDetails }])[0]?.details).toBeUndefined();
  });

  test('in a state that is not known is left out', () => {
    expect(decodePending([{ ...started, state: 0 }, { ...started, state: 9 }, null, 3])).toEqual(
      [],
    );
  });

  test('of any other shape never throws', () => {
    const foreign = fc.oneof(
      fc.anything(),
      fc.record({ state: fc.constantFrom(1, 2), heartbeatDetails: fc.anything() }),
      fc.record({ state: fc.constant(2), lastFailure: fc.anything(), attempt: fc.anything() }),
    );
    fc.assert(
      fc.property(fc.array(foreign), (activities) => {
        expect(decodePending(activities).length).toBeLessThanOrEqual(activities.length);
      }),
    );
  });
});
