import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStack } from '../stack/real-stack.ts';
import type { Stack } from '../stack/real-stack.ts';
import { chainOf, stepsOf, verdictsOf } from '../stack/run-history.ts';
import { run, start, untilProbed } from '../stack/start-run.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
  await stack.startWorker('control');
  await stack.startWorker('gpu', 'recorded');
});

afterAll(() => stack.stop());

describe('a run that continues as new after every third candidate', () => {
  test('ends with the chain and the result of one that did not', async () => {
    const whole = await run(stack, 'whole', { overrides: { seed: 5 } });
    const cut = await run(stack, 'cut', { overrides: { seed: 5, continueAfter: 3 } });
    expect(cut.lineageHead).toBe(whole.lineageHead);
    expect(await chainOf(stack.client, 'cut')).not.toHaveLength(1);
    const timeless = { usedMs: 0, prepareMs: 0, folder: '' };
    expect({ ...cut, ...timeless }).toEqual({ ...whole, ...timeless });
  });

  test('keeps its GPU session over every cut', async () => {
    const steps = await stepsOf(stack.client, 'cut');
    const queues = new Set(
      steps.filter(({ activity }) => activity.startsWith('probe')).map(({ queue }) => queue),
    );
    expect(queues.size).toBe(1);
    expect(steps.filter(({ activity }) => activity === 'prepare')).toHaveLength(1);
    const held = await stepsOf(stack.client, 'cut/gpu-session');
    expect(held.map(({ end }) => end)).toEqual(['Completed']);
  });

  test('loses no message', async () => {
    const handle = await start(stack, 'busy', { overrides: { seed: 5, continueAfter: 1 } });
    await untilProbed(stack, 'busy');
    const now = stack.client.workflow.getHandle('busy');
    let capMs = 400_000;
    while ((await chainOf(stack.client, 'busy')).length < 4) {
      capMs += 1_000;
      for (const message of ['pause', 'resume']) await now.executeUpdate(message);
      await now.executeUpdate('extendBudget', { args: [{ capMs }] });
    }
    const result = await handle.result();
    expect(result.state).toBe('completed');
    expect(result.capMs).toBe(capMs);
  });

  test('measures what was injected just before a cut', async () => {
    const handle = await start(stack, 'inject', { overrides: { seed: 5, continueAfter: 1 } });
    await untilProbed(stack, 'inject');
    const now = stack.client.workflow.getHandle('inject');
    await now.executeUpdate('pause');
    const configurations = [45, 55, 60].flatMap((vllm_memory_pct) =>
      ['tiny', 'base'].map((whisper_model) => ({ vllm_memory_pct, whisper_model })),
    );
    for (const configuration of configurations) {
      await now.executeUpdate('injectCandidate', { args: [{ configuration }] });
    }
    await now.executeUpdate('resume');
    const result = await handle.result();
    expect(result.state).toBe('completed');
    const verdicts = await verdictsOf(stack.client, 'inject');
    const judged = new Set(verdicts.map((each) => JSON.stringify(each.configuration)));
    for (const each of configurations) expect(judged).toContain(JSON.stringify(each));
  });
});
