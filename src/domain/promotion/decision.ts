import { plainText } from '../evidence.ts';
import { isSamePerson } from './person.ts';
import type { Approval, Evidence } from './evidence.ts';

/** States of a proposal; `applying` and what follows come when something applies it. */
export type PromotionState = 'proposed' | 'approved' | 'rejected' | 'expired';

export type Choice = 'approve' | 'reject';

/** What a person sends: a claimed name, a reason, the digest of the evidence that was shown. */
export type DecisionInput = {
  readonly who: string;
  readonly reason: string;
  /** 64 hex digits, or their first 12 or more. */
  readonly digest: string;
};

/** Whether the card and the profile are still those that were measured. */
export type EnvironmentCheck = 'unchanged' | 'changed' | 'unknown';

/** How a proposal ended. */
export type Decision =
  | ({
      readonly state: 'approved' | 'rejected';
      readonly atMs: number;
      readonly environment: EnvironmentCheck;
      /** The requester decided alone; only `solo` allows it. */
      readonly alone: boolean;
    } & DecisionInput)
  | {
      readonly state: 'expired';
      readonly atMs: number;
      /** Nobody decided in time, or what was measured is not what is there any more. */
      readonly cause: 'time' | 'environment';
      readonly detail: string;
    };

/** A proposal that waits for a person. */
export type OpenProposal = {
  readonly evidence: Pick<Evidence, 'approval' | 'requester' | 'proposedBy'>;
  readonly digest: string;
  readonly expiresMs: number;
};

const leastReason = 10;
const mostReason = 500;
const mostName = 200;
const leastDigest = 12;

/** The input as it is kept, or what is wrong with it. */
export function readDecision(sent: unknown): DecisionInput | string {
  const { who, reason, digest } = fieldsOf(sent);
  if (typeof who !== 'string' || typeof reason !== 'string' || typeof digest !== 'string') {
    return 'send {"who":"your name","reason":"why, at least 10 characters","digest":"of the evidence shown"}';
  }
  const name = plainText(who);
  const text = plainText(reason);
  if (name === '' || name.length > mostName)
    return `say who you are, at most ${mostName} characters`;
  if (text.length < leastReason) return `give a reason of at least ${leastReason} characters`;
  if (text.length > mostReason) return `give a reason of at most ${mostReason} characters`;
  const hex = digest.trim().toLowerCase();
  if (!/^[0-9a-f]+$/.test(hex) || hex.length < leastDigest || hex.length > 64) {
    return `give the digest of the evidence that you saw: its 64 hex digits, or at least the first ${leastDigest}`;
  }
  return { who: name, reason: text, digest: hex };
}

/** Why an answer is not taken, in words; null where it is. */
export function refusalOf(
  { evidence, digest, expiresMs }: OpenProposal,
  { choice, input, nowMs }: { choice: Choice; input: DecisionInput; nowMs: number },
): string | null {
  if (nowMs >= expiresMs) return 'the proposal has expired; propose the run again';
  if (!digest.startsWith(input.digest)) {
    // The right digits are left out: they would be enough to approve what nobody looked at.
    return 'the digest is not that of this evidence: look at it again';
  }
  if (choice === 'approve' && needsAnother(evidence.approval) && isOwn(evidence, input.who)) {
    return `${input.who} asked for it, so another person has to approve`;
  }
  return null;
}

/** true where the one who decides is the one who asked. */
export function isOwn(
  { requester, proposedBy }: Pick<Evidence, 'requester' | 'proposedBy'>,
  who: string,
): boolean {
  return isSamePerson(requester, who) || isSamePerson(proposedBy ?? '', who);
}

/** How a proposal ended, in one sentence. */
export function decisionWords(decision: Decision): string {
  if (decision.state === 'expired') {
    return decision.cause === 'time'
      ? 'expired: nobody decided in time'
      : `void: ${decision.detail}`;
  }
  const alone = decision.alone ? ' (who also asked for it)' : '';
  return `${decision.state} by ${decision.who}${alone}: ${decision.reason}`;
}

function needsAnother(approval: Approval): boolean {
  return approval === 'two-person';
}

function fieldsOf(sent: unknown): Readonly<Record<string, unknown>> {
  return typeof sent === 'object' && sent !== null ? { ...sent } : {};
}
