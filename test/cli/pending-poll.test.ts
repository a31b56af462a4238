import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { pollPending } from '../../src/cli/pending-poll.ts';
import { foldRun, startView } from '../../src/domain/view/fold.ts';
import type { ExperimentView } from '../../src/domain/view/view.ts';
import { completed, numbered, opening } from '../domain/view/events.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const preparing = foldRun(numbered(...opening.slice(0, 5)));
const idle = foldRun(numbered(...opening.slice(0, 5), completed(5)));
const laid = (view: ExperimentView): ExperimentView => ({ ...view, detail: 'first boot' });

/** A poll whose looks and shown views are kept; `look` answers at once unless said otherwise. */
const pollWith = (look = async (view: ExperimentView) => laid(view)) => {
  const looked: ExperimentView[] = [];
  const shown: ExperimentView[] = [];
  const poll = pollPending(
    (view) => {
      looked.push(view);
      return look(view);
    },
    (view) => shown.push(view),
  );
  return { poll, looked, shown };
};

describe('what is being done for a run', () => {
  test('is asked about once a second, however many events there are', async () => {
    const { poll, looked, shown } = pollWith();
    for (let event = 0; event < 50; event += 1) poll.follow({ ...preparing, lastEventId: event });
    await vi.advanceTimersByTimeAsync(3_000);
    poll.end();
    expect([looked.length, shown.length]).toEqual([3, 3]);
    expect(shown[0]).toEqual(laid({ ...preparing, lastEventId: 49 }));
  });

  test.each([
    ['before the first event', null],
    ['while no step is in flight', idle],
    ['once the run is closed', { ...preparing, close: { ...startView, status: 'failed' } }],
  ])('is not asked about %s', async (_when, view) => {
    const { poll, looked } = pollWith();
    if (view !== null) poll.follow(view as ExperimentView);
    await vi.advanceTimersByTimeAsync(3_000);
    poll.end();
    expect(looked).toEqual([]);
  });

  test('is asked about while it waits for a GPU', async () => {
    const { poll, looked } = pollWith();
    poll.follow(foldRun(numbered(...opening.slice(0, 3))));
    await vi.advanceTimersByTimeAsync(1_000);
    poll.end();
    expect(looked).toHaveLength(1);
  });

  test('is not shown over a newer event', async () => {
    let answer: (view: ExperimentView) => void = () => undefined;
    const late = () => new Promise<ExperimentView>((resolve) => (answer = resolve));
    const { poll, looked, shown } = pollWith(late);
    poll.follow(preparing);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(looked).toHaveLength(1);
    poll.follow(idle);
    answer(laid(preparing));
    await vi.advanceTimersByTimeAsync(1_000);
    poll.end();
    expect(shown).toEqual([]);
  });

  test('is not shown where nobody answers, and nothing is asked after the end', async () => {
    const { poll, looked, shown } = pollWith(async (view) => view);
    poll.follow(preparing);
    await vi.advanceTimersByTimeAsync(1_000);
    poll.end();
    await vi.advanceTimersByTimeAsync(3_000);
    expect([looked.length, shown.length]).toEqual([1, 0]);
  });
});
