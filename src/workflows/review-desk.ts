import { ApplicationFailure, condition, setHandler, workflowInfo } from '@temporalio/workflow';
import type { DecisionReply, Proposal } from '../contracts/promotion.ts';
import { decisionWords, isOwn, readDecision, refusalOf } from '../domain/promotion/decision.ts';
import type { Choice, Decision, DecisionInput } from '../domain/promotion/decision.ts';
import { promotionSteps } from './activity-options.ts';
import { failureText } from './failure-text.ts';
import { approveUpdate, rejectUpdate } from './messages.ts';

/** Where people answer a proposal. One answer is taken; all others are told whose it was. */
export type ReviewDesk = {
  readonly open: (proposal: Proposal, expiresMs: number) => void;
  /** The answer, or that nobody gave one in time. */
  readonly decided: () => Promise<Decision>;
};

type Desk = {
  waiting: { readonly proposal: Proposal; readonly expiresMs: number } | null;
  decision: Decision | null;
  /** An approval whose evidence is being checked; others wait for how that ends. */
  checking: boolean;
};

const checkLimitMs = 60_000;

/** Registers both messages before the first await, so that none is lost. */
export function listenForDecision(): ReviewDesk {
  const desk: Desk = { waiting: null, decision: null, checking: false };
  const example = '{"who":"ann","reason":"why, in 10 characters or more","digest":"8f3a..."}';
  setHandler(approveUpdate, (sent) => approve(desk, sent), {
    description: `Approve the proposal. Send ${example} with the digest that is shown.`,
    validator: (sent) => void accept(desk, 'approve', sent),
  });
  setHandler(rejectUpdate, (sent) => reject(desk, sent), {
    description: `Reject the proposal. Send ${example} with the digest that is shown.`,
    validator: (sent) => void accept(desk, 'reject', sent),
  });
  return {
    open: (proposal, expiresMs) => {
      desk.waiting = { proposal, expiresMs };
    },
    decided: () => decided(desk),
  };
}

async function decided(desk: Desk): Promise<Decision> {
  const leftMs = (desk.waiting?.expiresMs ?? 0) - Date.now();
  await condition(() => desk.decision !== null, Math.max(1, leftMs), {
    summary: 'wait for an answer',
  });
  // Who answered in time is heard out.
  await condition(() => !desk.checking);
  desk.decision ??= { state: 'expired', atMs: Date.now(), cause: 'time', detail: '' };
  return desk.decision;
}

/** Taken only if files and environment are still those of the evidence. */
async function approve(desk: Desk, sent: unknown): Promise<DecisionReply> {
  while (desk.checking) await condition(() => !desk.checking);
  const { input, proposal } = accept(desk, 'approve', sent);
  desk.checking = true;
  try {
    const { broken, environment, detail } = await check(proposal);
    if (broken !== null) refuse(broken, 'LINEAGE_BROKEN');
    if (environment === 'changed') {
      desk.decision = { state: 'expired', atMs: Date.now(), cause: 'environment', detail };
      refuse(`the proposal is void: ${detail}; measure again`);
    }
    return decide(desk, { state: 'approved', input, proposal, environment });
  } finally {
    desk.checking = false;
  }
}

async function reject(desk: Desk, sent: unknown): Promise<DecisionReply> {
  while (desk.checking) await condition(() => !desk.checking);
  const { input, proposal } = accept(desk, 'reject', sent);
  return decide(desk, { state: 'rejected', input, proposal, environment: 'unknown' });
}

type Taken = {
  readonly state: 'approved' | 'rejected';
  readonly input: DecisionInput;
  readonly proposal: Proposal;
  readonly environment: 'unchanged' | 'unknown';
};

function decide(desk: Desk, { state, input, proposal, environment }: Taken): DecisionReply {
  const alone = isOwn(proposal.evidence, input.who);
  const { digest } = proposal;
  desk.decision = { state, ...input, digest, atMs: Date.now(), environment, alone };
  return { state, by: input.who, note: decisionWords(desk.decision) };
}

async function check(proposal: Proposal) {
  const { workflowId: promotionId } = workflowInfo();
  try {
    const steps = promotionSteps(checkLimitMs, 'check evidence and environment', checkLimitMs);
    return await steps.checkEvidence({ promotionId, proposal });
  } catch (error) {
    return refuse(`the evidence could not be checked: ${failureText(error)}; try again`);
  }
}

/** The validator's rules: what is refused leaves no event. */
function accept(desk: Desk, choice: Choice, sent: unknown) {
  const { waiting, decision } = desk;
  if (decision !== null) refuse(`the proposal is decided already: ${decisionWords(decision)}`);
  if (waiting === null) return refuse('the evidence is still being put together, try again');
  const input = readDecision(sent);
  if (typeof input === 'string') return refuse(input);
  const { proposal, expiresMs } = waiting;
  const open = { evidence: proposal.evidence, digest: proposal.digest, expiresMs };
  const why = refusalOf(open, { choice, input, nowMs: Date.now() });
  if (why !== null) refuse(why);
  return { input, proposal };
}

function refuse(message: string, code = 'REFUSED'): never {
  throw ApplicationFailure.nonRetryable(message, code);
}
