import type { ChildProcess } from 'node:child_process';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sessionWorkflowId } from '../../src/contracts/names.ts';
import type { ExperimentResult } from '../../src/contracts/workflows.ts';
import { kill } from '../stack/real-stack.ts';
import { onlyBaseline, startChaos } from './chaos-stack.ts';
import type { Chaos } from './chaos-stack.ts';
import { enginesOf, untilNoEngines } from './engine-processes.ts';
import { recordsIn, stepsOf, untilRunning } from './run-story.ts';

type Profile = { simulation: { llm: Record<string, unknown> }; estimates: object };

/** What the check of the cap goes by. */
const quickEstimates = { probeMs: 500, soloSttMs: 500, soloLlmMs: 500, confirmProbeMs: 500 };

type Experiment = (input: object) => Promise<ExperimentResult>;

const capMs = 9_000;
const freeWithinMs = 10_000;

let chaos: Chaos;
let control: ChildProcess;
let gpu: ChildProcess;

/** The language model is so slow that a probe is in flight when the cap comes. */
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
    profile: (profile) => {
      const { simulation, estimates } = profile as Profile;
      simulation.llm['prefillMsPerKiloToken'] = 20_000;
      return { ...profile, estimates: { ...estimates, ...quickEstimates } };
    },
    workload: { requestTimeoutMs: 60_000 },
  });
  [control, gpu] = await Promise.all([chaos.startControl(), chaos.startGpu()]);
});

afterAll(() => chaos.stop());

const startProbe = async (workflowId: string) => {
  const run = await chaos.start(workflowId, { capMs });
  await untilRunning(chaos, run, /^c0\.probe/);
  expect(enginesOf(chaos).length).toBeGreaterThan(2);
  const pushed = (await stepsOf(chaos, workflowId)).find(({ id }) => id.startsWith('deadline.'));
  return { run, capAtMs: Number(pushed?.id.split('.').at(-1)) };
};

const expectFree = async (capAtMs: number): Promise<void> => {
  await untilNoEngines(chaos, capAtMs + freeWithinMs - Date.now());
};

const expectCapped = async (run: WorkflowHandle<Experiment>): Promise<ExperimentResult> => {
  const result = await run.result();
  expect(result.state).toBe('capped');
  const records = recordsIn(chaos, result);
  expect(records.filter(({ kind }) => kind === 'verdict')).toMatchObject([
    { candidateId: 'c0', verdict: { kind: 'unmeasured', cause: 'cap' } },
  ]);
  expect(records.filter(({ kind }) => kind === 'decision')).toMatchObject([{ decision: 'cap' }]);
  const session = chaos.client.workflow.getHandle(sessionWorkflowId(run.workflowId));
  expect((await session.describe()).status.name).toBe('COMPLETED');
  return result;
};

describe('the GPU is free within 10 s of the cap, and the run concludes as capped', () => {
  test('with everything alive', async () => {
    const { run, capAtMs } = await startProbe('cap-calm');
    await expectFree(capAtMs);
    const result = await expectCapped(run);
    expect(result.gpuReleased).toBe('proven');
  });

  test('with the control worker dead', async () => {
    const { run, capAtMs } = await startProbe('cap-without-control');
    await kill(control);
    await expectFree(capAtMs);
    expect(enginesOf(chaos)).toEqual([]);
    control = await chaos.startControl();
    await expectCapped(run);
  });

  test('with the server dead', async () => {
    const { run, capAtMs } = await startProbe('cap-without-server');
    await kill(chaos.server);
    await expectFree(capAtMs);
    expect(enginesOf(chaos)).toEqual([]);
    await chaos.startServer();
    await expectCapped(run);
  });

  test('with the GPU worker stopped; when it goes on it serves the next run', async () => {
    const { run, capAtMs } = await startProbe('cap-with-worker-stopped');
    gpu.kill('SIGSTOP');
    await expectFree(capAtMs);
    const result = await expectCapped(run);
    expect(result.gpuReleased).toBe('unproven');
    gpu.kill('SIGCONT');
    const next = await startProbe('cap-after-stop');
    await expectCapped(next.run);
  });
});
