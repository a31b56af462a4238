import {
  CancellationScope,
  getExternalWorkflowHandle,
  isCancellation,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { HoldResult } from '../contracts/activities.ts';
import type { Grant } from '../contracts/grant.ts';
import type { GpuSessionInput, SessionNotice } from '../contracts/workflows.ts';
import { holdSteps } from './activity-options.ts';
import { failureText } from './failure-text.ts';
import { gpuSessionSignal, heldSignal, releaseSignal } from './messages.ts';
import { isGrant } from './notices.ts';

/** The first asking, and three more after losses. */
const askings = 4;
const declinedPauseMs = 2_000;
const preferCardMs = 60_000;

/**
 * Holds one GPU for one owner: asks for it, tells the owner what happened, and ends when the GPU
 * is free again. It outlives a continue-as-new of the owner and is never the owner's parent.
 */
export async function gpuSession(input: GpuSessionInput): Promise<void> {
  const state: State = { no: 0, grant: null, released: false, scope: null, preferCard: null };
  listen(state, input);
  // A cancelled session still has to tell its owner how it ended.
  await CancellationScope.nonCancellable(() => holdForOwner(input, state));
}

async function holdForOwner(input: GpuSessionInput, state: State): Promise<void> {
  let why = 'released';
  let proven = true;
  while (!state.released && state.no < askings) {
    state.no += 1;
    const held = await holdOnce(input, state);
    if (held.kind === 'ended') {
      // Where nothing was granted since a loss, nobody has looked at the card again.
      proven = held.proven && (proven || state.grant !== null);
      break;
    }
    proven = false;
    why = held.why;
    await notify(input, { kind: 'lost', no: state.no, token: held.token });
  }
  if (!state.released && proven) why = 'the GPU was given up by its worker';
  await notify(input, { kind: 'ended', released: proven ? 'proven' : 'unproven', why });
}

type State = {
  no: number;
  grant: Grant | null;
  released: boolean;
  scope: CancellationScope | null;
  preferCard: string | null;
};

type Held =
  | { readonly kind: 'ended'; readonly proven: boolean }
  | { readonly kind: 'lost'; readonly token: string | null; readonly why: string };

function listen(state: State, input: GpuSessionInput): void {
  const release = () => {
    state.released = true;
    state.scope?.cancel();
  };
  setHandler(releaseSignal, release);
  setHandler(heldSignal, async (grant: unknown) => {
    if (!isGrant(grant) || grant.no !== state.no || state.grant !== null || state.released) return;
    state.grant = grant;
    state.preferCard = grant.card;
    await notify(input, { kind: 'granted', ...grant });
  });
  CancellationScope.current().cancelRequested.catch(release);
}

/** One asking, until the hold ends; another card that declines is asked again after a pause. */
async function holdOnce(input: GpuSessionInput, state: State): Promise<Held> {
  const askedMs = Date.now();
  for (;;) {
    state.grant = null;
    const result = await hold(input, state, Date.now() - askedMs < preferCardMs);
    if (result.kind === 'failed') {
      return { kind: 'lost', token: tokenOf(state.grant), why: result.why };
    }
    if (result.kind !== 'declined') return { kind: 'ended', proven: result.proven };
    await sleep(declinedPauseMs);
    if (state.released) return { kind: 'ended', proven: true };
  }
}

type Hold = HoldResult | { readonly kind: 'failed'; readonly why: string };

async function hold(input: GpuSessionInput, state: State, preferred: boolean): Promise<Hold> {
  const { holdGpu } = holdSteps(input.gpuClass, {
    heartbeatMs: input.heartbeatMs,
    limitMs: input.holdLimitMs,
    priority: state.no === 1 ? 3 : 1,
  });
  const scope = new CancellationScope({ cancellable: true });
  state.scope = scope;
  try {
    return await scope.run(() =>
      holdGpu({
        ownerWorkflowId: input.ownerWorkflowId,
        ownerFirstRunId: input.ownerFirstRunId,
        sessionWorkflowId: workflowInfo().workflowId,
        no: state.no,
        engines: input.engines,
        profileDigest: input.profileDigest,
        experiment: input.experiment,
        seed: input.seed,
        preferCard: preferred ? state.preferCard : null,
      }),
    );
  } catch (error) {
    // Never granted and not wanted any more: nothing was held.
    if (isCancellation(error) && state.grant === null) return { kind: 'released', proven: true };
    return { kind: 'failed', why: failureText(error) };
  }
}

function tokenOf(grant: Grant | null): string | null {
  return grant?.token ?? null;
}

/** The owner may be gone already: then nobody needs to know. */
async function notify(input: GpuSessionInput, notice: SessionNotice): Promise<void> {
  try {
    await getExternalWorkflowHandle(input.ownerWorkflowId).signal(gpuSessionSignal, notice);
  } catch {
    // Nothing to tell it any more.
  }
}
