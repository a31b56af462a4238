import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExperimentResult } from '../../src/contracts/workflows.ts';
import { startStack, until } from '../stack/real-stack.ts';
import type { Stack } from '../stack/real-stack.ts';
import { copyCheapConfig } from '../stack/recorded-config.ts';
import { recordsOf, stepsOf, verdictsOf } from '../stack/run-history.ts';
import { start, untilProbed } from '../stack/start-run.ts';

// Every step takes its time, and nothing costs time on the plan's clock.
const config = copyCheapConfig({ answerMs: 700 });
const capMs = 8_000;
const graceMs = 3_000;
let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ config: config.file });
  await stack.startWorker('control');
  await stack.startWorker('gpu', 'recorded');
});

afterAll(async () => {
  await stack.stop();
  config.remove();
});

const lastVerdict = async (workflowId: string) =>
  (await verdictsOf(stack.client, workflowId)).at(-1)?.verdict;

const decisionsOf = async (workflowId: string): Promise<readonly string[]> =>
  (await recordsOf(stack.client, workflowId)).flatMap((record) =>
    record.kind === 'decision' ? [record.decision] : [],
  );

const isPublished = ({ experiment, folder }: ExperimentResult): boolean =>
  existsSync(join(stack.artifacts, experiment, folder, 'summary.json'));

describe('the cap', () => {
  test('ends the run with the best so far, and the GPU free before the cap', async () => {
    const handle = await start(stack, 'capped', { overrides: { capMs } });
    const result = await handle.result();
    expect(result.state).toBe('capped');
    expect(result.gpuReleased).toBe('proven');
    expect(result.leaders.length).toBeGreaterThan(0);
    expect(result.confirmed).toBe(false);
    expect(await decisionsOf('capped')).toContain('cap');
    expect(isPublished(result)).toBe(true);
  });

  test('leaves the candidate in flight unmeasured, because of the cap', async () => {
    expect(await lastVerdict('capped')).toMatchObject({ kind: 'unmeasured', cause: 'cap' });
  });

  test('cancels the steps in flight before their own time-outs come', async () => {
    const steps = await stepsOf(stack.client, 'capped');
    expect(steps.some(({ end }) => end === 'Canceled')).toBe(true);
    expect(steps.some(({ end }) => end === 'TimedOut' || end === 'Failed')).toBe(false);
  });

  test('ends the GPU session within ten seconds', async () => {
    const steps = await stepsOf(stack.client, 'capped');
    const clockMs = steps.find(({ activity }) => activity === 'prepare')?.endedMs ?? Number.NaN;
    const [hold] = await stepsOf(stack.client, 'capped/gpu-session');
    expect(hold?.end).not.toBeNull();
    expect(hold?.endedMs).toBeLessThan(clockMs + capMs + 10_000);
    expect(hold?.endedMs).toBeGreaterThan(clockMs + capMs - graceMs - 1_000);
  });
});

describe('a run that a person ends', () => {
  test('by stop finishes its candidate first', async () => {
    const handle = await start(stack, 'stopped');
    await untilProbed(stack, 'stopped');
    const reply = await handle.executeUpdate<{ accepted: boolean }, []>('stop');
    expect(reply.accepted).toBe(true);
    const result = await handle.result();
    expect(result.state).toBe('stopped');
    expect(result.gpuReleased).toBe('proven');
    const verdicts = await verdictsOf(stack.client, 'stopped');
    expect(verdicts.every(({ verdict }) => verdict.kind !== 'unmeasured')).toBe(true);
    expect(await decisionsOf('stopped')).toEqual(['stop']);
  });

  test('by cancel abandons its probe, frees the GPU and publishes, and has not failed', async () => {
    const handle = await start(stack, 'cancelled');
    await untilProbed(stack, 'cancelled');
    await until(async () => {
      const steps = await stepsOf(stack.client, 'cancelled');
      return steps.at(-1)?.end === null;
    }, 10_000);
    await handle.cancel();
    const result = await handle.result();
    expect(result.state).toBe('stopped');
    expect(result.gpuReleased).toBe('proven');
    expect(result.why).toBe('');
    expect(await lastVerdict('cancelled')).toMatchObject({ kind: 'unmeasured', cause: 'stopped' });
    expect(await decisionsOf('cancelled')).toEqual(['cancel']);
    expect(isPublished(result)).toBe(true);
    expect((await handle.describe()).status.name).toBe('COMPLETED');
  });
});
