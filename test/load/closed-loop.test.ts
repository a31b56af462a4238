import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ClosedLoop } from '../../src/load/closed-loop.ts';
import { runClosedLoop } from '../../src/load/closed-loop.ts';

function loop(change: Partial<ClosedLoop<number>> = {}): ClosedLoop<number> {
  return {
    concurrency: 3,
    count: 7,
    boxMs: null,
    atEnd: 'await',
    signal: new AbortController().signal,
    isFailure: () => false,
    start: async (index) => {
      await delay(5);
      return index;
    },
    ...change,
  };
}

const task = (ms: number) => async (index: number, signal: AbortSignal) => {
  try {
    await delay(ms, undefined, { signal });
    return index;
  } catch {
    return undefined;
  }
};

describe('a closed loop', () => {
  it('runs every task once, never more at a time than asked, and no fewer', async () => {
    let running = 0;
    let most = 0;
    const { results, ended } = await runClosedLoop(
      loop({
        start: async (index) => {
          running += 1;
          most = Math.max(most, running);
          await delay(5);
          running -= 1;
          return index;
        },
      }),
    );
    expect([...results].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(most).toBe(3);
    expect(ended).toBe('count');
  });

  it('awaits what is in flight at the end of its box', async () => {
    const { results, ended } = await runClosedLoop(loop({ boxMs: 30, start: task(120) }));
    expect(results).toHaveLength(3);
    expect(ended).toBe('box');
  });

  it('or drops it uncounted, after a last look', async () => {
    let looked = false;
    const { results, ended } = await runClosedLoop(
      loop({
        boxMs: 30,
        atEnd: 'drop',
        start: task(60_000),
        beforeDrop: () => void (looked = true),
      }),
    );
    expect(results).toEqual([]);
    expect(ended).toBe('box');
    expect(looked).toBe(true);
  });

  it('ends as soon as the question is decided', async () => {
    const { results, ended } = await runClosedLoop(
      loop({ count: 100, atEnd: 'drop', isDecided: (done) => done.length >= 4 }),
    );
    expect(results.length).toBeGreaterThanOrEqual(4);
    expect(results.length).toBeLessThan(7);
    expect(ended).toBe('decided');
  });

  it('pauses after a failure, so that a dead server is not hammered', async () => {
    const { results } = await runClosedLoop(
      loop({
        count: Infinity,
        boxMs: 200,
        isFailure: () => true,
        start: (index) => Promise.resolve(index),
      }),
    );
    expect(results.length).toBeLessThanOrEqual(3 * (200 / 25 + 1));
  });

  it('ends at once on its signal', async () => {
    const ending = new AbortController();
    const running = runClosedLoop(loop({ start: task(60_000), signal: ending.signal }));
    ending.abort();
    expect(await running).toEqual({ results: [], ended: 'aborted' });
  });
});
