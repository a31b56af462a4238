import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExperimentResult } from '../../src/contracts/workflows.ts';
import { kill, until } from '../stack/real-stack.ts';
import { startChaos } from './chaos-stack.ts';
import type { Chaos } from './chaos-stack.ts';
import { holdsOf, lossesOf, stepsOf, untilRunning, verdictsIn } from './run-story.ts';

const heartbeatMs = 5_000;

let chaos: Chaos;
let control: ChildProcess;
let gpu: ChildProcess;
let server: ChildProcess;
let calm: ExperimentResult;

beforeAll(async () => {
  chaos = await startChaos({
    engines: 'recorded',
    experiment: {
      strategy: {
        ...{ name: 'r-zero', populations: [2, 3], tournament: 2, survivors: 1, elites: 1 },
        ...{ fresh: 1, mutation: 25 },
      },
    },
    profile: (profile) => ({ ...profile, answerMs: 150, heartbeatMs }),
  });
  server = chaos.server;
  [control, gpu] = await Promise.all([chaos.startControl(), chaos.startGpu()]);
  calm = await (await chaos.start('calm')).result();
});

afterAll(() => chaos.stop());

/** Everything that no fault may change. */
const expectUndisturbed = (result: ExperimentResult): void => {
  expect(result.state).toBe('completed');
  expect(result.lineageHead).toBe(calm.lineageHead);
  const verdicts = verdictsIn(chaos, result);
  expect(verdicts.length).toBeGreaterThan(4);
  expect(verdicts).toEqual(verdictsIn(chaos, calm));
  expect(new Set(verdicts).size).toBe(verdicts.length);
};

const expectNothingTwice = async (workflowId: string): Promise<void> => {
  const steps = (await stepsOf(chaos, workflowId)).filter(({ queue }) => queue !== 'dream');
  expect(steps.length).toBeGreaterThan(10);
  expect(steps.filter(({ attempt }) => attempt !== 1)).toEqual([]);
  expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
  expect(steps.map(({ id }) => id).filter((id) => /^c.*\.[2-9]$/.test(id))).toEqual([]);
};

/** The candidate in flight was measured anew; the names of its steps say that it is a retry. */
const expectRetry = async (workflowId: string): Promise<void> => {
  const ids = (await stepsOf(chaos, workflowId)).map(({ id }) => id);
  const rounds = ids.filter((id) => /^c\d+\.(confirm\.)?applyConfiguration\./.test(id));
  expect(rounds.filter((id) => !id.endsWith('.1'))).toEqual(['c2.applyConfiguration.2']);
  expect(ids).toContain('c2.probeCapacity.2');
};

describe('SIGKILL while recorded engines answer', () => {
  test('of the control worker: no step is executed twice, and the chain is the same', async () => {
    const run = await chaos.start('control-killed');
    await untilRunning(chaos, run, /^c2\.probe/);
    await kill(control);
    control = await chaos.startControl();
    expectUndisturbed(await run.result());
    await expectNothingTwice('control-killed');
    expect(await lossesOf(chaos, 'control-killed')).toBe(0);
  });

  test('of the GPU worker: the session is asked for again, the candidate is measured again', async () => {
    const run = await chaos.start('gpu-killed');
    await untilRunning(chaos, run, /^c2\.probe/);
    await kill(gpu);
    gpu = await chaos.startGpu();
    expectUndisturbed(await run.result());
    expect(await lossesOf(chaos, 'gpu-killed')).toBe(1);
    await expectRetry('gpu-killed');
  });

  test('of the GPU worker while another run waits: its owner has the card back first', async () => {
    const first = await chaos.start('owner');
    await untilRunning(chaos, first, /^c2\.probe/);
    const second = await chaos.start('waiter');
    await chaos.untilAsked('waiter');
    await kill(gpu);
    gpu = await chaos.startGpu();
    expectUndisturbed(await first.result());
    expectUndisturbed(await second.result());
    expect(await lossesOf(chaos, 'owner')).toBe(1);
    expect(await lossesOf(chaos, 'waiter')).toBe(0);
    const [held, waited] = [await holdsOf(chaos, 'owner'), await holdsOf(chaos, 'waiter')];
    expect(held.length).toBe(2);
    expect(waited.length).toBe(1);
    expect(Number(waited[0]?.startedMs)).toBeGreaterThanOrEqual(Number(held[1]?.endedMs));
    const ended = (await stepsOf(chaos, 'owner'))
      .filter(({ id }) => id.startsWith('c'))
      .map(({ endedMs }) => Number(endedMs));
    const began = (await stepsOf(chaos, 'waiter'))
      .filter(({ id }) => id.startsWith('c'))
      .map(({ scheduledMs }) => scheduledMs);
    expect(Math.max(...ended)).toBeLessThanOrEqual(Math.min(...began));
  });

  test('of the server, shorter than the heartbeat time-out: nothing is repeated', async () => {
    const run = await chaos.start('server-killed');
    await untilRunning(chaos, run, /^c2\.probe/);
    await kill(server);
    server = await chaos.startServer();
    expectUndisturbed(await run.result());
    await expectNothingTwice('server-killed');
    expect(await lossesOf(chaos, 'server-killed')).toBe(0);
  });

  test('of the server, longer than that: the candidate is measured again, as a retry', async () => {
    const run = await chaos.start('server-away');
    await untilRunning(chaos, run, /^c2\.probe/);
    await kill(server);
    await delay(heartbeatMs + 2_000);
    // A server that is back takes a late heartbeat if it comes before the time-out's timer fires.
    gpu.kill('SIGSTOP');
    server = await chaos.startServer();
    await until(async () => (await lossesOf(chaos, 'server-away')) > 0, 30_000);
    gpu.kill('SIGCONT');
    expectUndisturbed(await run.result());
    expect(await lossesOf(chaos, 'server-away')).toBe(1);
    await expectRetry('server-away');
  });
});
