import { setTimeout as delay } from 'node:timers/promises';
import { ApplicationFailure, CancelledFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, test } from 'vitest';
import type { StepContext } from '../../src/activities/rig.ts';
import type { Sessions } from '../../src/activities/session.ts';
import { createSessions } from '../../src/activities/session.ts';
import { createSteps } from '../../src/activities/steps.ts';
import type { ProbeInput } from '../../src/contracts/activities.ts';
import { rigWith } from './rig.ts';

const candidate = { id: 'c1', cell: 0, configuration: {} };
const inputFor = (token: string): ProbeInput => ({ token, candidate, trial: 1 });
const fault = { kind: 'oom', engine: 'llm', evidence: 'out of memory' } as const;
const answer = { kind: 'fault', fault, tookMs: 1 } as const;

const probe = (env: MockActivityEnvironment, sessions: Sessions, token: string): Promise<unknown> =>
  env.run((input: ProbeInput) => createSteps(sessions).probeLlm(input), inputFor(token));

const thrownBy = (step: Promise<unknown>): Promise<unknown> =>
  step.then(
    (value) => value,
    (error: unknown) => error,
  );

describe('a step', () => {
  test('answers what the rig answers', async () => {
    const sessions = createSessions();
    sessions.open('mine', rigWith({ probeLlm: async () => answer }));
    const env = new MockActivityEnvironment();
    expect(await probe(env, sessions, 'mine')).toEqual(answer);
  });

  test.each(['stale', ''])('with the token %j of another session is refused', async (token) => {
    const sessions = createSessions();
    sessions.open('mine', rigWith({ probeLlm: async () => answer }));
    const env = new MockActivityEnvironment();
    const thrown = await thrownBy(probe(env, sessions, token));
    expect(thrown).toBeInstanceOf(ApplicationFailure);
    expect(thrown).toMatchObject({ type: 'SESSION_LOST', nonRetryable: true });
  });

  test('is refused once its session is closed', async () => {
    const sessions = createSessions();
    sessions.open('mine', rigWith({ probeLlm: async () => answer }));
    await sessions.close('mine');
    const env = new MockActivityEnvironment();
    const thrown = await thrownBy(probe(env, sessions, 'mine'));
    expect(thrown).toMatchObject({ type: 'SESSION_LOST' });
  });

  test('that was cancelled throws, although its rig answers all the same', async () => {
    const sessions = createSessions();
    const env = new MockActivityEnvironment();
    const probeLlm = async () => {
      env.cancel();
      await delay(5);
      return answer;
    };
    sessions.open('mine', rigWith({ probeLlm }));
    const thrown = await thrownBy(probe(env, sessions, 'mine'));
    expect(thrown).toBeInstanceOf(CancelledFailure);
  });

  test('that was cancelled says so, whatever its rig throws', async () => {
    const sessions = createSessions();
    const env = new MockActivityEnvironment();
    const probeLlm = async () => {
      env.cancel();
      throw new Error('the request was aborted');
    };
    sessions.open('mine', rigWith({ probeLlm }));
    const thrown = await thrownBy(probe(env, sessions, 'mine'));
    expect(thrown).toBeInstanceOf(CancelledFailure);
  });

  test('beats while it runs', async () => {
    const sessions = createSessions();
    const env = new MockActivityEnvironment();
    let beats = 0;
    env.on('heartbeat', () => {
      beats += 1;
    });
    sessions.open('mine', rigWith({ probeLlm: async () => answer }));
    await probe(env, sessions, 'mine');
    expect(beats).toBeGreaterThan(0);
  });

  test('beats the newest of what its rig says', async () => {
    const sessions = createSessions();
    const env = new MockActivityEnvironment();
    const beats: unknown[] = [];
    env.on('heartbeat', (details: unknown) => beats.push(details));
    const probeLlm = async (_input: ProbeInput, step: StepContext) => {
      step.beat({ phase: 'warm-up' });
      step.beat({ phase: 'prompts', done: 1, total: 4 });
      await delay(700);
      return answer;
    };
    sessions.open('mine', rigWith({ probeLlm }));
    await probe(env, sessions, 'mine');
    expect(beats).toEqual([{}, { phase: 'prompts', done: 1, total: 4 }]);
  });
});

describe('the end of a session', () => {
  test('waits for the steps that run, then stops the engines', async () => {
    const order: string[] = [];
    const sessions = createSessions();
    const probeLlm = async () => {
      await delay(20);
      order.push('probe ended');
      return answer;
    };
    const stop = async () => {
      order.push('engines stopped');
      return { proven: true, usedMiB: 0 };
    };
    sessions.open('mine', rigWith({ probeLlm, stop }));
    const env = new MockActivityEnvironment();
    const step = probe(env, sessions, 'mine');
    await sessions.close('mine');
    await step;
    expect(order).toEqual(['probe ended', 'engines stopped']);
    expect(sessions.holder()).toBeNull();
  });
});
