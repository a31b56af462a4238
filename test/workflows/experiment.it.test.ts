import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExperimentResult } from '../../src/contracts/workflows.ts';
import { controlQueue } from '../../src/contracts/names.ts';
import { startStack } from '../stack/real-stack.ts';
import type { Stack } from '../stack/real-stack.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
  await stack.startWorker('control');
  await stack.startWorker('gpu', 'recorded');
});

afterAll(() => stack.stop());

const run = (workflowId: string, input: object = {}): Promise<ExperimentResult> =>
  stack.client.workflow.execute('experiment', {
    workflowId,
    taskQueue: controlQueue,
    args: [{ engines: 'recorded', ...input }],
  });

describe('an experiment on recorded engines', () => {
  test('runs to its end with a verdict for every candidate and a chain to its result', async () => {
    const result = await run('first');
    expect(result.state).toBe('completed');
    expect(result.gpuReleased).toBe('proven');
    expect(result.lineageHead).toMatch(/^[0-9a-f]{64}$/);
  });

  test('with the same seed ends with the same chain', async () => {
    const [one, two] = [
      await run('same-1', { overrides: { seed: 7 } }),
      await run('same-2', { overrides: { seed: 7 } }),
    ];
    expect(two.lineageHead).toBe(one.lineageHead);
    expect(two.lineageHead).not.toBe((await run('other', { overrides: { seed: 8 } })).lineageHead);
  });
});
