import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { summarize } from '../../src/domain/statistics/summarize.ts';
import { createClock, watchLateness } from '../../src/load/clock.ts';

const latency = summarize([150_000, 150_000, 150_000]);

function block(ms: number) {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('the clock', () => {
  it('multiplies latencies and divides boxes by the request factor', () => {
    const clock = createClock(2);
    expect(clock.engineUs(1_500)).toBe(3_000);
    expect(clock.realMs(4_000)).toBe(2_000);
  });

  it('never goes back and counts microseconds', async () => {
    const clock = createClock();
    const before = clock.nowUs();
    await delay(20);
    expect(clock.nowUs() - before).toBeGreaterThanOrEqual(19_000);
    expect(Number.isInteger(before)).toBe(true);
  });
});

describe('the load generator', () => {
  it('is late when its loop is blocked again and again', async () => {
    const watch = watchLateness(createClock());
    for (let at = 0; at < 6; at += 1) {
      await delay(60);
      block(110);
    }
    const { late, latenessP99Us } = watch.stop([latency]);
    expect(late).toBe(true);
    expect(latenessP99Us).toBeGreaterThan(75_000);
  });

  it('is late when one stall takes a third of the time', async () => {
    const watch = watchLateness(createClock());
    await delay(700);
    block(600);
    await delay(700);
    expect(watch.stop([latency]).late).toBe(true);
  });

  it('is not late for 150 ms latencies while other threads keep both cores busy', async () => {
    const spin = 'const end = Date.now() + 1000; while (Date.now() < end);';
    const busy = [1, 2, 3].map(() => new Worker(spin, { eval: true }));
    await Promise.all(busy.map((worker) => once(worker, 'online')));
    const watch = watchLateness(createClock());
    await delay(700);
    expect(watch.stop([latency]).late).toBe(false);
    await Promise.all(busy.map((worker) => worker.terminate()));
  });

  it('is not late for one stall, which moves no median', async () => {
    const watch = watchLateness(createClock());
    await delay(500);
    block(100);
    await delay(500);
    expect(watch.stop([latency]).late).toBe(false);
  });

  it('judges by the engines’ clock: a faster clock magnifies lateness', async () => {
    const lateness = async (factor: number) => {
      const watch = watchLateness(createClock(factor));
      await delay(50);
      block(100);
      await delay(50);
      return watch.stop([latency]).latenessP99Us;
    };
    expect(await lateness(2)).toBeGreaterThan(190_000);
    expect(await lateness(1)).toBeLessThan(190_000);
  });
});
