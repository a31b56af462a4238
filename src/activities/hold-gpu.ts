import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { CancelledFailure, Context } from '@temporalio/activity';
import type { HoldActivities, HoldInput, HoldResult } from '../contracts/activities.ts';
import type { Grant } from '../contracts/grant.ts';
import { DreamError } from '../contracts/errors.ts';
import { messages } from '../contracts/names.ts';
import type { Logger } from '../telemetry/logger.ts';
import { translating } from './failures.ts';
import { watchOwner } from './owner-watch.ts';
import type { Rig, Stopped } from './rig.ts';
import type { Sessions } from './session.ts';
import { beating } from './step-context.ts';

/** One GPU as its worker holds it. */
export type HeldCard = {
  readonly card: string;
  readonly fingerprint: string;
  readonly stepsQueue: string;
  readonly profileDigest: string;
  /** Locks the card on this host, proves it clean and makes the rig of a session. */
  open(token: string, input: HoldInput, signal: AbortSignal): Promise<OpenCard>;
};

/** `close` tells whether nothing is left: an unclean end is swept by the next worker. */
export type OpenCard = { readonly rig: Rig; close(isClean: boolean): Promise<void> };

export type HoldDeps = {
  readonly sessions: Sessions;
  readonly held: HeldCard;
  readonly logger: Logger;
};

/** Between looks at whether the owner's chain of runs is still open. */
const ownerCheckMs = 5_000;
/** A card that declines waits a moment, so that the preferred one can be first. */
const declineMs = 500;

/**
 * Holds the GPU for one owner until it is released, its owner is gone, or this worker stops. Ends
 * only when every step of the session has settled, the engines are gone and the memory is back.
 */
export function createHoldGpu(deps: HoldDeps): HoldActivities {
  return {
    holdGpu: (input) =>
      translating(() =>
        beating(async ({ signal }) => {
          const { held, logger } = deps;
          if (input.preferCard !== null && input.preferCard !== held.card) {
            await delay(declineMs);
            return { kind: 'declined', proven: true };
          }
          checkProfile(held, input);
          const token = randomUUID();
          const open = await held.open(token, input, signal);
          deps.sessions.open(token, open.rig);
          logger.info({ owner: input.ownerWorkflowId, card: held.card }, 'GPU granted');
          const stopped = await holdUntilReleased(deps, { input, token, signal, open });
          logger.info({ owner: input.ownerWorkflowId, ...stopped }, 'GPU released');
          return answer(signal, stopped.proven);
        }),
      ),
  };
}

type Holding = {
  readonly input: HoldInput;
  readonly token: string;
  readonly signal: AbortSignal;
  readonly open: OpenCard;
};

/** Also where the owner could not be told, the card is free again afterwards. */
async function holdUntilReleased(
  { sessions, held }: HoldDeps,
  { input, token, signal, open }: Holding,
): Promise<Stopped> {
  const free = async (): Promise<Stopped> => {
    let isClean = false;
    try {
      const stopped = await sessions.close(token);
      isClean = stopped.proven;
      return stopped;
    } finally {
      await open.close(isClean);
    }
  };
  try {
    await tellSession(input, grantOf(held, input, token));
    await untilReleased(input, signal);
  } catch (error) {
    await free();
    throw error;
  }
  return free();
}

function checkProfile(held: HeldCard, input: HoldInput): void {
  if (input.profileDigest === held.profileDigest) return;
  throw new DreamError('PROFILE_MISMATCH', {
    what: `engine profile ${input.engines} differs between the run and this GPU worker`,
    why: 'what would be measured is not what was planned',
    fix: 'give both the same config folder, then start the run again',
  });
}

function grantOf(held: HeldCard, input: HoldInput, token: string): Grant {
  const { card, fingerprint, stepsQueue: queue } = held;
  return { no: input.no, token, queue, card, fingerprint };
}

async function tellSession(input: HoldInput, grant: Grant): Promise<void> {
  await Context.current()
    .client.workflow.getHandle(input.sessionWorkflowId)
    .signal(messages.held, grant);
}

/** Until cancelled, or until nobody waits for the GPU any more. */
async function untilReleased(input: HoldInput, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await delay(ownerCheckMs, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted && !(await watchOwner(Context.current().client, input))) return;
  }
}

/** A release that was asked for is a result; a worker that stops has lost its session. */
function answer(signal: AbortSignal, proven: boolean): HoldResult {
  const details = Context.current().cancellationDetails;
  if (signal.aborted && details?.cancelRequested !== true) {
    throw new CancelledFailure('the worker of this GPU stopped');
  }
  return { kind: 'released', proven };
}
