import {
  ApplicationFailure,
  CancellationScope,
  ParentClosePolicy,
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  setHandler,
  startChild,
} from '@temporalio/workflow';
import { activityFailures } from '../contracts/activities.ts';
import { errorCodes } from '../contracts/errors.ts';
import type { Grant } from '../contracts/grant.ts';
import { sessionWorkflowId, workflowTypes } from '../contracts/names.ts';
import type { GpuSessionInput, SessionNotice } from '../contracts/workflows.ts';
import type { gpuSession } from './gpu-session.ts';
import { failureType } from './failure-text.ts';
import { gpuSessionSignal, releaseSignal } from './messages.ts';
import { isNotice } from './notices.ts';

/** The owner's side of its GPU session. Plain fields travel through continue-as-new. */
export type GpuDesk = {
  readonly sessionId: string;
  grant: Grant | null;
  /** Number of the last grant; older notices are ignored. */
  lastNo: number;
  losses: number;
  ended: { readonly released: 'proven' | 'unproven'; readonly why: string } | null;
  /** The step in flight, cancelled at once on a loss. */
  scope: CancellationScope | null;
};

export type CarriedDesk = Pick<GpuDesk, 'grant' | 'lastNo' | 'losses' | 'ended'>;

/** A step that failed with its worker is ahead of the session's notice by at most so long. */
const lossNoticeMs = 30_000;

/** A step's value, or that the session was lost while it ran. */
export type Held<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'lost' };

/** Registers the session's signal; call before the first await. */
export function openDesk(runId: string, carried: CarriedDesk | null): GpuDesk {
  const desk: GpuDesk = {
    sessionId: sessionWorkflowId(runId),
    grant: carried?.grant ?? null,
    lastNo: carried?.lastNo ?? 0,
    losses: carried?.losses ?? 0,
    ended: carried?.ended ?? null,
    scope: null,
  };
  setHandler(gpuSessionSignal, (sent: unknown) => {
    if (isNotice(sent)) hear(desk, sent);
  });
  return desk;
}

/** Starts the session as a child that outlives this run's continue-as-new. */
export async function askForGpu(desk: GpuDesk, input: GpuSessionInput): Promise<void> {
  await startChild<typeof gpuSession>(workflowTypes.gpuSession, {
    workflowId: desk.sessionId,
    args: [input],
    parentClosePolicy: ParentClosePolicy.ABANDON,
    staticSummary: `GPU session of ${input.ownerWorkflowId}`,
  });
}

/**
 * Runs `body` with the grant in force, waiting for one where there is none. A loss cancels it.
 * Throws where the session has ended for good, and whatever `body` throws while the grant holds.
 */
export async function onGpu<T>(
  desk: GpuDesk,
  body: (grant: Grant) => Promise<T>,
): Promise<Held<T>> {
  const grant = await awaitGrant(desk);
  const scope = new CancellationScope({ cancellable: true });
  desk.scope = scope;
  try {
    const value = await scope.run(() => body(grant));
    return holds(desk, grant) ? { kind: 'done', value } : { kind: 'lost' };
  } catch (error) {
    if (mayBeLoss(error)) await condition(() => !holds(desk, grant), lossNoticeMs);
    if (holds(desk, grant)) throw error;
    return { kind: 'lost' };
  } finally {
    desk.scope = null;
  }
}

/** Gives the GPU back and waits until it is free; 'unproven' where nobody could say so in time. */
export async function releaseGpu(desk: GpuDesk, timeoutMs: number): Promise<'proven' | 'unproven'> {
  try {
    await getExternalWorkflowHandle(desk.sessionId).signal(releaseSignal);
  } catch {
    // The session has closed already; its last notice stands.
  }
  await condition(() => desk.ended !== null, timeoutMs);
  return desk.ended?.released ?? 'unproven';
}

async function awaitGrant(desk: GpuDesk): Promise<Grant> {
  await condition(() => desk.grant !== null || desk.ended !== null);
  if (desk.grant !== null) return desk.grant;
  throw ApplicationFailure.nonRetryable(desk.ended?.why ?? 'no GPU', 'SESSION_LOST');
}

/** A worker that stops or dies fails its step before the session's notice has come. */
function mayBeLoss(error: unknown): boolean {
  if (isCancellation(error)) return false;
  const type = failureType(error);
  return type === activityFailures.sessionLost || !errorCodes.some((code) => code === type);
}

function holds(desk: GpuDesk, grant: Grant): boolean {
  return desk.grant?.token === grant.token;
}

function hear(desk: GpuDesk, notice: SessionNotice): void {
  switch (notice.kind) {
    case 'granted':
      if (notice.no <= desk.lastNo || desk.grant !== null) return;
      desk.lastNo = notice.no;
      desk.grant = notice;
      return;
    case 'lost':
      if (desk.grant !== null && notice.token !== desk.grant.token) return;
      desk.grant = null;
      desk.losses += 1;
      desk.scope?.cancel();
      return;
    case 'ended':
      desk.ended = notice;
      desk.grant = null;
      desk.scope?.cancel();
      return;
  }
}
