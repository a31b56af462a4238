import { afterEach, describe, expect, test } from 'vitest';
import { startStack } from '../stack/real-stack.ts';
import { copyConfig } from '../stack/recorded-config.ts';
import type { Change } from '../stack/recorded-config.ts';
import { stepsOf } from '../stack/run-history.ts';
import { run } from '../stack/start-run.ts';

const baselineAt40: Change = [
  'dream.yaml',
  'vllm_memory_pct: 50\n      whisper_model: small',
  'vllm_memory_pct: 40\n      whisper_model: small',
];
/** So little is asked for the KV cache that only the engine itself refuses 40 %. */
const hopeful: Change = ['engines/recorded.yaml', 'kvMinimumMiB: 512', 'kvMinimumMiB: 256'];

let tidy: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const each of tidy) await each();
  tidy = [];
});

const runWith = async (changes: readonly Change[]) => {
  const config = copyConfig({ changes });
  const stack = await startStack({ config: config.file });
  tidy.push(stack.stop, async () => config.remove());
  await stack.startWorker('control');
  await stack.startWorker('gpu', 'recorded');
  const result = await run(stack, 'run');
  const steps = await stepsOf(stack.client, 'run');
  return { result, steps };
};

describe('a baseline that does not start', () => {
  test('is infeasible by arithmetic without touching the GPU, and the run goes on', async () => {
    const { result, steps } = await runWith([baselineAt40]);
    expect(result.baselineVerdict.kind).toBe('infeasible');
    expect(steps.some(({ id }) => id.startsWith('c0.'))).toBe(false);
    expect(result.state).toBe('completed');
    expect(result.outcome).toBe('no-baseline');
    expect(result.winner).not.toBeNull();
    expect(result.counts.scored).toBeGreaterThan(3);
  });

  test('is a verdict where the engine refuses it, and the run goes on', async () => {
    const { result, steps } = await runWith([baselineAt40, hopeful]);
    expect(result.baselineVerdict.kind).toBe('infeasible');
    expect(steps.filter(({ id }) => id.startsWith('c0.')).map(({ activity }) => activity)).toEqual([
      'applyConfiguration',
    ]);
    expect(result.state).toBe('completed');
    expect(result.outcome).toBe('no-baseline');
    expect(result.counts.scored).toBeGreaterThan(3);
  });
});

describe('a search space that is exhausted', () => {
  test('ends the generations early, which is a normal end', async () => {
    const small: Change = ['dream.yaml', 'values: [40, 45, 50, 55, 60]', 'values: [50, 55]'];
    const { result } = await runWith([small]);
    expect(result.state).toBe('completed');
    const { scored, disqualified, repeats } = result.counts;
    expect(scored + disqualified).toBe(6);
    expect(repeats).toBeGreaterThan(0);
  });
});
