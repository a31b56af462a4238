import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExperimentResult } from '../../src/contracts/workflows.ts';
import { kill } from '../stack/real-stack.ts';
import { onlyBaseline, startChaos } from './chaos-stack.ts';
import type { Chaos } from './chaos-stack.ts';
import { engineOf, enginesOf, guardsOf, untilNoEngines } from './engine-processes.ts';
import { failuresOf, holdsOf, logLines, lossesOf } from './run-story.ts';
import { stepsOf, untilRunning, verdictsIn } from './run-story.ts';

const heartbeatMs = 5_000;

let chaos: Chaos;
let gpu: ChildProcess;

beforeAll(async () => {
  chaos = await startChaos({
    engines: 'simulated',
    experiment: {
      space: {
        vllm_memory_pct: { engine: 'llm', values: [50] },
        whisper_model: { engine: 'stt', values: ['small'] },
      },
      strategy: onlyBaseline,
    },
    profile: (profile) => ({ ...profile, heartbeatMs }),
    workload: { stressMs: 2_000 },
  });
  [, gpu] = await Promise.all([chaos.startControl(), chaos.startGpu()]);
});

afterAll(() => chaos.stop());

/** Ends with one verdict, a score: nobody is blamed for the fault. Nothing is left behind. */
const expectWhole = (result: ExperimentResult): void => {
  expect(result.state).toBe('completed');
  expect(result.gpuReleased).toBe('proven');
  expect(verdictsIn(chaos, result)).toEqual(['c0 explore']);
  expect(result.counts).toMatchObject({ scored: 1, disqualified: 0, unmeasured: 0 });
  expect(enginesOf(chaos)).toEqual([]);
};

/** The candidate in flight was applied again, and the step's name says that it is another round. */
const expectRetry = async (workflowId: string): Promise<void> => {
  const ids = (await stepsOf(chaos, workflowId)).map(({ id }) => id);
  expect(ids.filter((id) => id.startsWith('c0.applyConfiguration'))).toEqual([
    'c0.applyConfiguration.1',
    'c0.applyConfiguration.2',
  ]);
};

describe('while simulated engines run', () => {
  test('SIGKILL of the GPU worker: its engines are gone within 3 s, the run goes on', async () => {
    const run = await chaos.start('worker-killed');
    await untilRunning(chaos, run, /^c0\.probe/);
    expect(enginesOf(chaos).length).toBeGreaterThan(2);
    await kill(gpu);
    await untilNoEngines(chaos, 3_000);
    gpu = await chaos.startGpu();
    expectWhole(await run.result());
    expect(await lossesOf(chaos, 'worker-killed')).toBe(1);
    await expectRetry('worker-killed');
  });

  test('SIGTERM of the GPU worker: engines gone before it ends, the session is lost', async () => {
    const run = await chaos.start('worker-stopped');
    await untilRunning(chaos, run, /^c0\.probe/);
    const ended = once(gpu, 'exit');
    gpu.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(enginesOf(chaos)).toEqual([]);
    gpu = await chaos.startGpu();
    expectWhole(await run.result());
    expect(await lossesOf(chaos, 'worker-stopped')).toBe(1);
    await expectRetry('worker-stopped');
  });

  test('a second SIGTERM ends the GPU worker at once, and the guards end the engines', async () => {
    const run = await chaos.start('worker-stopped-twice');
    await untilRunning(chaos, run, /^c0\.probe/);
    const ended = once(gpu, 'exit');
    gpu.kill('SIGTERM');
    gpu.kill('SIGTERM');
    await ended;
    await untilNoEngines(chaos, 3_000);
    gpu = await chaos.startGpu();
    expectWhole(await run.result());
    expect(await lossesOf(chaos, 'worker-stopped-twice')).toBe(1);
  });

  test('SIGKILL of guard and worker together: the next start sweeps, then waits', async () => {
    const run = await chaos.start('guards-killed');
    await untilRunning(chaos, run, /^c0\.probe/);
    const guards = guardsOf(gpu.pid);
    expect(guards.length).toBe(2);
    gpu.kill('SIGSTOP');
    for (const pid of guards) process.kill(pid, 'SIGKILL');
    await kill(gpu);
    expect(enginesOf(chaos).length).toBeGreaterThan(2);
    const before = logLines(chaos, 'swept a session').length;
    gpu = await chaos.startGpu();
    const swept = logLines(chaos, 'swept a session').slice(before);
    expect(swept.length).toBe(1);
    expect(enginesOf(chaos)).toEqual([]);
    expectWhole(await run.result());
    const again = (await holdsOf(chaos, 'guards-killed'))[1];
    const sweptAtMs = Date.parse(String(swept[0]?.['time']));
    expect(Number(again?.startedMs)).toBeGreaterThanOrEqual(sweptAtMs + heartbeatMs + 2_000);
  });

  test('SIGKILL of vLLM: its orphans are swept, the step says so, nobody is blamed', async () => {
    const run = await chaos.start('engine-killed');
    await untilRunning(chaos, run, /^c0\.probeCapacity/);
    process.kill(engineOf(chaos, 'llm'), 'SIGKILL');
    expectWhole(await run.result());
    expect(await lossesOf(chaos, 'engine-killed')).toBe(0);
    expect(await failuresOf(chaos, 'engine-killed')).toContain('ENGINE_LOST');
    await expectRetry('engine-killed');
  });
});
