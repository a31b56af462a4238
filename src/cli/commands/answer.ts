import { decide } from '../../client/decide.ts';
import type { PromotionView } from '../../client/read-promotion.ts';
import { DreamError, exitCodes } from '../../contracts/errors.ts';
import type { DecisionReply } from '../../contracts/promotion.ts';
import { decisionWords, readDecision } from '../../domain/promotion/decision.ts';
import type { Choice, DecisionInput } from '../../domain/promotion/decision.ts';
import { identity } from '../experiment-input.ts';
import { findProposal } from '../find-proposal.ts';
import type { Context } from '../globals.ts';
import { withControlWorker } from '../stack/control-worker.ts';
import { withStack } from '../stack/server.ts';
import type { Stack } from '../stack/server.ts';

export type AnswerFlags = {
  readonly reason?: string | undefined;
  readonly digest?: string | undefined;
  readonly as?: string | undefined;
};

/** `dream promotions approve`. */
export function approve(context: Context, target = '', flags: AnswerFlags): Promise<number> {
  return answer(context, { target, choice: 'approve', flags });
}

/** `dream promotions reject`. */
export function reject(context: Context, target = '', flags: AnswerFlags): Promise<number> {
  return answer(context, { target, choice: 'reject', flags });
}

type Answer = { readonly target: string; readonly choice: Choice; readonly flags: AnswerFlags };

function answer(context: Context, { target, choice, flags }: Answer): Promise<number> {
  const input = inputOf(flags);
  return withStack(context, async (stack) => {
    const view = await findProposal(context, stack, target);
    refuseEnded(view);
    const reply = await answerOn(context, stack, { view, choice, input });
    const { screen, own } = context;
    if (screen.form === 'text') {
      screen.print(`${view.promotionId}: ${reply.note}`);
      screen.say(`the record of it: ${own} promotions show ${view.promotionId}`);
    } else screen.printJson({ promotionId: view.promotionId, ...reply });
    return exitCodes.done;
  });
}

/** What is missing is said before anything is asked of a server. */
function inputOf({ reason = '', digest = '', as: who = identity() }: AnswerFlags): DecisionInput {
  const input = readDecision({ who, reason, digest });
  if (typeof input !== 'string') return input;
  throw new DreamError('USAGE', {
    what: input,
    fix: 'see what is proposed, and the command that answers it: dream promotions show',
  });
}

/** A closed proposal takes no answer, and a person is told whose it took. */
function refuseEnded({ promotionId, decision, isOpen, why }: PromotionView): void {
  if (isOpen && decision === null) return;
  const how = decision === null ? `there is nothing to decide: ${why}` : decisionWords(decision);
  throw new DreamError('REFUSED', {
    what: `the proposal is decided already: ${how}`,
    where: promotionId,
  });
}

type Given = {
  readonly view: PromotionView;
  readonly choice: Choice;
  readonly input: DecisionInput;
};

function answerOn(
  context: Context,
  stack: Stack,
  { view, choice, input }: Given,
): Promise<DecisionReply> {
  const { promotionId, proposal } = view;
  const { engines = '', gpuClass = '' } = proposal?.evidence.review.run ?? {};
  return withControlWorker(context, stack, { engines, gpuClass }, () =>
    decide(stack.client, promotionId, { choice, input }),
  );
}
