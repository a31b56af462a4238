import type { WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startStack, until } from '../stack/real-stack.ts';
import type { Stack } from '../stack/real-stack.ts';
import { copyCheapConfig } from '../stack/recorded-config.ts';
import { stepsOf, verdictsOf } from '../stack/run-history.ts';
import { start, untilProbed } from '../stack/start-run.ts';
import type { RunHandle } from '../stack/start-run.ts';

const config = copyCheapConfig({
  answerMs: 400,
  changes: [['dream.yaml', 'cap: 6m', 'cap: 2m']],
});
let stack: Stack;
let handle: RunHandle;
let runs = 0;

beforeAll(async () => {
  stack = await startStack({ config: config.file });
  await stack.startWorker('control');
  await stack.startWorker('gpu', 'recorded');
});

afterAll(async () => {
  await stack.stop();
  config.remove();
});

beforeEach(async () => {
  runs += 1;
  handle = await start(stack, `run-${runs}`);
  await untilProbed(stack, handle.workflowId);
});

type Reply = { readonly accepted: true; readonly note: string };

/** A test that failed must not keep the GPU from the next one. */
afterEach(async () => {
  await handle.terminate().catch(() => undefined);
});

const tell = (name: string, input?: object): Promise<Reply> =>
  input === undefined
    ? handle.executeUpdate<Reply, []>(name)
    : handle.executeUpdate<Reply, [object]>(name, { args: [input] });

/** Why the validator refused. */
const refusal = async (name: string, input: object): Promise<string> => {
  const error = await tell(name, input).then(
    () => null,
    (thrown: unknown) => thrown as WorkflowUpdateFailedError,
  );
  return error?.cause?.message ?? 'accepted';
};

const applied = async (): Promise<number> =>
  (await stepsOf(stack.client, handle.workflowId)).filter(
    ({ activity }) => activity === 'applyConfiguration',
  ).length;

const isIdle = async (): Promise<boolean> =>
  (await stepsOf(stack.client, handle.workflowId)).every(({ end }) => end !== null);

const finish = async () => {
  await handle.cancel();
  return handle.result();
};

describe('messages to a running experiment', () => {
  test('pause holds before the next candidate and keeps the GPU; resume goes on', async () => {
    await tell('pause');
    await until(isIdle, 20_000);
    const before = await applied();
    await tell('extendBudget', { capMs: 200_000 });
    expect(await applied()).toBe(before);
    const [hold] = await stepsOf(stack.client, `${handle.workflowId}/gpu-session`);
    expect(hold?.end).toBeNull();
    await tell('resume');
    await until(async () => (await applied()) > before, 20_000);
    await finish();
  });

  test('a paused run can be stopped', async () => {
    await tell('pause');
    await until(isIdle, 20_000);
    await tell('stop');
    expect((await handle.result()).state).toBe('stopped');
  });

  test('injectCandidate measures that configuration next', async () => {
    await tell('pause');
    await until(isIdle, 20_000);
    const seen = new Set(
      (await stepsOf(stack.client, handle.workflowId))
        .filter(({ activity }) => activity === 'applyConfiguration')
        .map(({ input }) => JSON.stringify((input as { configuration: object }).configuration)),
    );
    const configuration = [45, 55, 60]
      .map((vllm_memory_pct) => ({ vllm_memory_pct, whisper_model: 'base' }))
      .find((each) => !seen.has(JSON.stringify(each)));
    expect(await tell('injectCandidate', { configuration })).toMatchObject({ accepted: true });
    const before = await applied();
    await tell('resume');
    await until(async () => (await applied()) > before, 20_000);
    await tell('stop');
    await handle.result();
    const verdicts = await verdictsOf(stack.client, handle.workflowId);
    const injected = verdicts.filter(({ origin }) => origin === 'injected');
    expect(injected.map((verdict) => verdict.configuration)).toEqual([configuration]);
  });

  test('injectCandidate refuses what is no cell of the space, and what is no configuration', async () => {
    const foreign = { configuration: { vllm_memory_pct: 71, whisper_model: 'base' } };
    expect(await refusal('injectCandidate', foreign)).toContain('not a cell of the search space');
    const unknown = { configuration: { vllm_memory_pct: 50, whisper_model: 'large' } };
    expect(await refusal('injectCandidate', unknown)).toContain('not a cell of the search space');
    expect(await refusal('injectCandidate', { nope: 1 })).toContain('send {"configuration":');
    const result = await finish();
    expect(result.counts.scored).toBeGreaterThan(0);
  });

  test('extendBudget raises the cap within the policy and refuses beyond it', async () => {
    expect(await refusal('extendBudget', { capMs: 240_001 })).toContain('at most 240000 ms');
    expect(await refusal('extendBudget', { capMs: 120_000 })).toContain('120000 ms already');
    expect(await refusal('extendBudget', { capMs: 'more' })).toContain('send {"capMs":');
    expect(await tell('extendBudget', { capMs: 240_000 })).toMatchObject({ accepted: true });
    expect((await finish()).capMs).toBe(240_000);
  });

  test('a refused message leaves no event', async () => {
    await refusal('extendBudget', { capMs: 1 });
    await tell('pause');
    const { events } = await handle.fetchHistory();
    const accepted = (events ?? []).flatMap(
      (event) => event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input ?? [],
    );
    expect(accepted.map(({ name }) => name)).toEqual(['pause']);
    await finish();
  });
});

describe('poisoned messages', () => {
  const garbage = [null, 7, 'nonsense', [], {}, { kind: 'granted' }, { kind: 'ended' }, { no: 99 }];
  const forged = [
    { kind: 'granted', no: 99, token: 'x', queue: 'nowhere', card: 'y', fingerprint: 'z' },
    { kind: 'lost', no: 1, token: 'not the one' },
  ];

  test('change nothing and wedge nothing, whoever sends them', async () => {
    const session = stack.client.workflow.getHandle(`${handle.workflowId}/gpu-session`);
    for (const each of [...garbage, ...forged]) await handle.signal('gpuSession', each);
    for (const each of [...garbage, forged[0]]) await session.signal('held', each);
    await handle.signal('neverHeardOf', 1);
    await session.signal('neverHeardOf', 1);
    await expect(tell('neverHeardOf')).rejects.toThrow('Workflow Update failed');
    await untilProbed(stack, handle.workflowId, 3);
    await tell('stop');
    const result = await handle.result();
    expect(result.state).toBe('stopped');
    expect(result.gpuReleased).toBe('proven');
    const verdicts = await verdictsOf(stack.client, handle.workflowId);
    expect(verdicts.every(({ verdict }) => verdict.kind !== 'unmeasured')).toBe(true);
    const { events } = await handle.fetchHistory();
    expect(events?.some((event) => event.workflowTaskFailedEventAttributes)).toBe(false);
  });
});
