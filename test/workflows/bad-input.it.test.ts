import { ApplicationFailure, WorkflowFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStack } from '../stack/real-stack.ts';
import type { Stack } from '../stack/real-stack.ts';
import { stepsOf } from '../stack/run-history.ts';
import { startWith } from '../stack/start-run.ts';

let stack: Stack;
let runs = 0;

beforeAll(async () => {
  stack = await startStack();
  await stack.startWorker('control');
});

afterAll(() => stack.stop());

const failureOf = async (input: unknown) => {
  runs += 1;
  const handle = await startWith(stack, `bad-${runs}`, input);
  const error: unknown = await handle.result().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(WorkflowFailedError);
  const { cause } = error as WorkflowFailedError;
  expect(cause).toBeInstanceOf(ApplicationFailure);
  const steps = await stepsOf(stack.client, handle.workflowId);
  return { cause: cause as ApplicationFailure, steps };
};

describe('an experiment started with bad input', () => {
  test.each([
    ['an experiment that is not there', { experiment: 'nope' }, 'nope'],
    ['an unknown key', { experimnt: 'spica_gpu_allocation' }, 'experimnt'],
    ['a value out of bounds', { overrides: { capMs: 1 } }, 'capMs'],
    ['a cap that holds no probe', { engines: 'recorded', overrides: { capMs: 2_000 } }, 'cap'],
    ['engines that are not there', { engines: 'nope' }, 'nope'],
    ['null', null, 'nothing'],
    ['a text', 'spica_gpu_allocation', 'spica_gpu_allocation'],
    ['what only a continued run may send', { carried: {} }, 'carried'],
  ])('fails once with one clear message: %s', async (_what, input, named) => {
    const { cause, steps } = await failureOf(input);
    expect(cause.type).toMatch(/^CONFIG_(INVALID|MISSING)$/);
    expect(cause.message).toContain(named);
    expect(cause.message).not.toMatch(/\n\s+at |node_modules/);
    expect(steps.map(({ activity, end }) => `${activity} ${end}`)).toEqual(['resolveSpec Failed']);
  });
});
