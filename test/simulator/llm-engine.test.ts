import { expect, test } from 'vitest';
import { createVirtualClock } from '../../src/simulator/clock.ts';
import { createLlmEngine } from '../../src/simulator/llm-engine.ts';
import type { LlmEngine } from '../../src/simulator/llm-engine.ts';
import { readSimulation } from './start-engine.ts';

const llm = {
  ...readSimulation('simulated').llm,
  firstTokenMs: 30,
  prefillMsPerKiloToken: 20,
  stepMs: 10,
  stepMsPerStream: 1,
  cvPpm: 0,
};

const open = (kvTokens: number, slowdown = 1) => {
  const { clock, runUntil } = createVirtualClock();
  const engine = createLlmEngine({
    clock,
    llm,
    kvTokens,
    random: { uniform: () => 0.5, spread: () => 1 },
    slowdown: () => slowdown,
    canPeak: () => true,
    onRunning: () => {},
  });
  return { clock, runUntil, engine };
};

const send = (engine: LlmEngine, promptTokens: number, maxTokens: number) => {
  const seen = { tokens: 0, queueMs: -1, totalMs: -1, end: '' };
  engine.submit({
    promptTokens,
    maxTokens,
    onTokens: (count) => (seen.tokens += count),
    onEnd: (end, { queueMs, totalMs }) => Object.assign(seen, { end, queueMs, totalMs }),
  });
  return seen;
};

test('one request alone takes first token + prefill + a step for each further token', () => {
  const { engine, runUntil } = open(100_000);
  const seen = send(engine, 1_000, 65);
  runUntil(10_000);
  expect(seen).toMatchObject({ tokens: 65, end: 'length', queueMs: 0 });
  expect(seen.totalMs).toBeCloseTo(30 + 20 + 64 * 10, 3);
});

test('streams together cost a little more than one alone, far less than one after the other', () => {
  const { engine, runUntil } = open(100_000);
  const all = [1, 2, 3, 4].map(() => send(engine, 16, 101));
  runUntil(10_000);
  for (const { totalMs } of all) {
    expect(totalMs).toBeGreaterThan(30 + 100 * 13);
    expect(totalMs).toBeLessThan(30 + 100 * 13 + 10);
  }
});

test('a busy neighbour slows every step', () => {
  const { engine, runUntil } = open(100_000, 1.5);
  const seen = send(engine, 1_000, 65);
  runUntil(10_000);
  expect(seen.totalMs).toBeCloseTo(1.5 * 690, 3);
});

test('what does not fit into the KV blocks waits for those before it', () => {
  const { engine, runUntil } = open(2_100);
  const [first, second, third] = [1, 2, 3].map(() => send(engine, 1_000, 33));
  expect(engine.counts()).toMatchObject({ running: 2, waiting: 1 });
  runUntil(10_000);
  expect(first?.queueMs).toBe(0);
  expect(second?.queueMs).toBe(0);
  expect(third?.queueMs).toBeCloseTo(first?.totalMs ?? 0, 0);
  expect(engine.counts()).toMatchObject({ preemptions: 0, usedBlocks: 0 });
});

test('a growth that finds no block preempts the youngest, which still ends whole', () => {
  const { engine, runUntil } = open(16 * 132);
  const [old, young] = [1, 2].map(() => send(engine, 1_000, 200));
  runUntil(20_000);
  expect(engine.counts().preemptions).toBeGreaterThan(0);
  expect([old?.tokens, young?.tokens]).toEqual([200, 200]);
  expect(young?.totalMs).toBeGreaterThan((old?.totalMs ?? 0) * 1.3);
});

test('never more blocks are used than there are', () => {
  const { engine, runUntil, clock } = open(16 * 132);
  for (let index = 0; index < 8; index += 1) {
    send(engine, 300 + index * 40, 120);
  }
  while (engine.counts().running > 0) {
    runUntil(clock.now() + 5);
    expect(engine.counts().usedBlocks).toBeLessThanOrEqual(132);
  }
  expect(engine.counts().waiting).toBe(0);
});

test('a cancelled request frees its blocks for the next', () => {
  const { engine, runUntil } = open(1_100);
  const cancel = engine.submit({
    promptTokens: 1_000,
    maxTokens: 50,
    onTokens: () => {},
    onEnd: () => {},
  });
  const next = send(engine, 1_000, 9);
  runUntil(100);
  expect(next.end).toBe('');
  cancel();
  runUntil(5_000);
  expect(next.end).toBe('length');
});
