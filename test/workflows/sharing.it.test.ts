import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kill, startStack, until } from '../stack/real-stack.ts';
import type { Stack } from '../stack/real-stack.ts';
import { copyCheapConfig } from '../stack/recorded-config.ts';
import { stepsOf, verdictsOf } from '../stack/run-history.ts';
import type { Step } from '../stack/run-history.ts';
import { run, start, untilProbed } from '../stack/start-run.ts';

const config = copyCheapConfig({
  answerMs: 150,
  changes: [['dream.yaml', 'populations: [2, 4, 4, 4]', 'populations: [2, 4]']],
});
let stack: Stack;
let gpuWorker: Awaited<ReturnType<Stack['startWorker']>>;

beforeAll(async () => {
  stack = await startStack({ config: config.file });
  await stack.startWorker('control');
  gpuWorker = await stack.startWorker('gpu');
});

afterAll(async () => {
  await stack.stop();
  config.remove();
});

type Span = { readonly owner: string; readonly fromMs: number; readonly toMs: number };

const spanOf = (owner: string, steps: readonly Step[]): Span => ({
  owner,
  fromMs: Math.min(...steps.map(({ startedMs }) => startedMs)),
  toMs: Math.max(...steps.map(({ endedMs }) => endedMs)),
});

/** From the first to the last step of an experiment on the GPU's own queue. */
const gpuSpan = async (owner: string): Promise<Span> => {
  const steps = await stepsOf(stack.client, owner);
  return spanOf(
    owner,
    steps.filter(({ queue, end }) => queue.startsWith('gpu-') && end === 'Completed'),
  );
};

const holdSpan = async (owner: string): Promise<Span> =>
  spanOf(owner, await stepsOf(stack.client, `${owner}/gpu-session`));

const expectApart = (spans: readonly Span[]): void => {
  const sorted = spans.toSorted((a, b) => a.fromMs - b.fromMs);
  for (const [index, span] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next !== undefined) expect(span.toMs).toBeLessThanOrEqual(next.fromMs);
  }
};

describe('one GPU', () => {
  test('is held by one of several experiments at a time, and all of them finish', async () => {
    const owners = ['together-1', 'together-2', 'together-3'];
    const results = await Promise.all(owners.map((owner) => run(stack, owner)));
    expect(results.map(({ state }) => state)).toEqual(owners.map(() => 'completed'));
    expectApart(await Promise.all(owners.map(holdSpan)));
    expectApart(await Promise.all(owners.map(gpuSpan)));
  });

  test('goes to the next experiment within seconds after its owner was terminated', async () => {
    const doomed = await start(stack, 'doomed');
    await untilProbed(stack, 'doomed');
    const next = await start(stack, 'next');
    await doomed.terminate('a test');
    const terminatedMs = Date.now();
    expect((await next.result()).state).toBe('completed');
    const hold = await holdSpan('doomed');
    expect(hold.toMs).toBeLessThan(terminatedMs + 15_000);
    expectApart([hold, await holdSpan('next')]);
    await until(async () => {
      const { status } = await stack.client.workflow.getHandle('doomed/gpu-session').describe();
      return status.name === 'COMPLETED';
    }, 10_000);
  });

  test('comes back to an experiment whose GPU worker died, with the same chain in the end', async () => {
    const input = { overrides: { seed: 11 } };
    const calm = await run(stack, 'calm', input);
    const handle = await start(stack, 'disturbed', input);
    await untilProbed(stack, 'disturbed', 2);
    const waiting = await start(stack, 'waiting', input);
    await kill(gpuWorker);
    gpuWorker = await stack.startWorker('gpu');
    const disturbed = await handle.result();
    expect(disturbed.state).toBe('completed');
    expect(disturbed.lineageHead).toBe(calm.lineageHead);
    const verdicts = await verdictsOf(stack.client, 'disturbed');
    const names = verdicts.map(({ candidateId, purpose }) => `${candidateId} ${purpose}`);
    expect(new Set(names).size).toBe(names.length);
    const steps = await stepsOf(stack.client, 'disturbed');
    expect(new Set(steps.map(({ queue }) => queue)).size).toBe(3);
    expect((await waiting.result()).lineageHead).toBe(calm.lineageHead);
  });

  test('never serves two experiments at once while one has lost and regained it', async () => {
    const queueOf = (step: Step) => step.queue.startsWith('gpu-') && step.end === 'Completed';
    const [lost, waited] = await Promise.all(
      ['disturbed', 'waiting'].map(async (owner) =>
        (await stepsOf(stack.client, owner)).filter(queueOf),
      ),
    );
    expect(lost).not.toHaveLength(0);
    expect(waited).not.toHaveLength(0);
    for (const one of lost ?? []) {
      for (const other of waited ?? []) {
        expect(one.endedMs <= other.startedMs || other.endedMs <= one.startedMs).toBe(true);
      }
    }
  });
});
