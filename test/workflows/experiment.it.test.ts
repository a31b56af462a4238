import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/domain/verdict.ts';
import { startStack } from '../stack/real-stack.ts';
import type { Stack } from '../stack/real-stack.ts';
import { stepsOf, verdictsOf } from '../stack/run-history.ts';
import { run } from '../stack/start-run.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
  await stack.startWorker('control');
  await stack.startWorker('gpu', 'recorded');
});

afterAll(() => stack.stop());

describe('an experiment on recorded engines', () => {
  test('completes with exactly one verdict for each candidate and purpose', async () => {
    const result = await run(stack, 'first');
    expect(result.state).toBe('completed');
    expect(result.gpuReleased).toBe('proven');
    const verdicts = await verdictsOf(stack.client, 'first');
    const names = verdicts.map(({ candidateId, purpose }) => `${candidateId} ${purpose}`);
    expect(new Set(names).size).toBe(names.length);
    const explored = verdicts.filter(({ purpose }) => purpose === 'explore');
    const { counts } = result;
    const counted = Object.values(counts).reduce((sum, count) => sum + count, 0);
    expect(explored).toHaveLength(counted);
    expect(explored.length).toBeGreaterThan(10);
  });

  test('with the same seed ends with the same chain, with another seed with another', async () => {
    const one = await run(stack, 'same-1', { overrides: { seed: 7 } });
    const two = await run(stack, 'same-2', { overrides: { seed: 7 } });
    const other = await run(stack, 'other', { overrides: { seed: 8 } });
    expect(two.lineageHead).toBe(one.lineageHead);
    expect(other.lineageHead).not.toBe(one.lineageHead);
  });

  test('records a repeat under its own id and never measures its configuration twice', async () => {
    const result = await run(stack, 'repeats', { overrides: { seed: 3 } });
    expect(result.counts.repeats).toBeGreaterThan(0);
    const verdicts = await verdictsOf(stack.client, 'repeats');
    const repeated = verdicts.filter(({ repeatOf }) => repeatOf !== null);
    expect(repeated).toHaveLength(result.counts.repeats);
    const steps = await stepsOf(stack.client, 'repeats');
    const explored = steps
      .filter(({ activity, id }) => activity === 'probeCapacity' && !id.includes('.confirm'))
      .map(({ input }) => (input as { candidate: { cell: number } }).candidate.cell);
    expect(new Set(explored).size).toBe(explored.length);
    const firsts = verdicts.filter(
      ({ repeatOf, purpose, verdict }) =>
        repeatOf === null && purpose === 'explore' && verdict.kind !== 'infeasible',
    );
    const needless = firsts.filter(({ verdict }) => isWorseByWords(verdict));
    expect(explored).toHaveLength(firsts.length - needless.length);
  });

  test('spends no GPU time on a model that prepare heard transcribe worse', async () => {
    await run(stack, 'needless', { overrides: { strategy: 'exhaustive' } });
    const verdicts = await verdictsOf(stack.client, 'needless');
    const needless = verdicts.filter(({ verdict }) => isWorseByWords(verdict));
    expect(needless.length).toBeGreaterThan(0);
    expect(needless.every(({ configuration }) => configuration['whisper_model'] === 'tiny')).toBe(
      true,
    );
    const steps = await stepsOf(stack.client, 'needless');
    const touched = new Set(steps.map(({ id }) => id.split('.')[0]));
    expect(needless.filter(({ candidateId }) => touched.has(candidateId))).toEqual([]);
  });

  test('takes a slug and the first run id for the folder of an arbitrary workflow id', async () => {
    const { folder } = await run(stack, 'My Run/1');
    expect(folder).toMatch(/^my-run-1-[0-9a-f]{8}$/);
    const path = join(stack.artifacts, 'spica_gpu_allocation', folder);
    expect(existsSync(join(path, 'summary.json'))).toBe(true);
  });

  test('tries every feasible configuration when the strategy is exhaustive', async () => {
    const input = { overrides: { strategy: 'exhaustive', capMs: 1_200_000 } };
    const result = await run(stack, 'exhaustive', input);
    const { scored, disqualified, unmeasured } = result.counts;
    expect(result.state).toBe('completed');
    expect(unmeasured).toBe(0);
    expect(scored + disqualified).toBe(result.plan.feasibleCells);
  });

  test('completes when the strategy is random', async () => {
    const result = await run(stack, 'random', {
      overrides: { strategy: 'random', capMs: 1_200_000 },
    });
    expect(result.state).toBe('completed');
    expect(result.counts.scored).toBeGreaterThan(4);
  });
});

function isWorseByWords(verdict: Verdict): boolean {
  return verdict.kind === 'disqualified' && verdict.reason === 'quality';
}
