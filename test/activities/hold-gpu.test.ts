import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, test } from 'vitest';
import { createHoldGpu } from '../../src/activities/hold-gpu.ts';
import type { HeldCard } from '../../src/activities/hold-gpu.ts';
import { createSessions } from '../../src/activities/session.ts';
import type { HoldInput } from '../../src/contracts/activities.ts';
import { silentLogger as logger } from '../../src/telemetry/logger.ts';
import { rigWith } from './rig.ts';

const asked: HoldInput = {
  ownerWorkflowId: 'owner',
  ownerFirstRunId: 'first',
  sessionWorkflowId: 'owner/gpu-session',
  no: 1,
  engines: 'recorded',
  profileDigest: 'digest',
  experiment: 'spica',
  seed: 1,
  preferCard: null,
};

const counted = () => {
  const seen = { opened: 0, closed: 0 };
  const held: HeldCard = {
    card: 'card-a',
    fingerprint: 'f',
    stepsQueue: 'steps',
    profileDigest: 'digest',
    open: async () => {
      seen.opened += 1;
      return {
        rig: rigWith({}),
        close: async () => {
          seen.closed += 1;
        },
      };
    },
  };
  const sessions = createSessions();
  const hold = (input: HoldInput): Promise<unknown> =>
    new MockActivityEnvironment().run(
      (given: HoldInput) => createHoldGpu({ sessions, held, logger }).holdGpu(given),
      input,
    );
  return { seen, sessions, hold };
};

describe('holdGpu', () => {
  test('declines where another card is wanted, without opening its own', async () => {
    const { seen, hold } = counted();
    const input = { ...asked, no: 2, preferCard: 'card-b' };
    const result = await hold(input);
    expect(result).toEqual({ kind: 'declined', proven: true });
    expect(seen.opened).toBe(0);
  });

  test('refuses a run that was planned with another engine profile', async () => {
    const { seen, hold } = counted();
    const input = { ...asked, profileDigest: 'another' };
    await expect(hold(input)).rejects.toMatchObject({
      type: 'PROFILE_MISMATCH',
      nonRetryable: true,
    });
    expect(seen.opened).toBe(0);
  });

  test('frees the card again where its session cannot be told', async () => {
    const { seen, sessions, hold } = counted();
    await expect(hold(asked)).rejects.toThrow(/[Cc]lient/);
    expect(seen).toEqual({ opened: 1, closed: 1 });
    expect(sessions.holder()).toBeNull();
  });
});
