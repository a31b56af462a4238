import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { rootFolders } from '../../artifacts/file-names.ts';
import { decide } from '../../client/decide.ts';
import { knownPromotion } from '../../client/promotions.ts';
import type { PromotionView } from '../../client/read-promotion.ts';
import { DreamError, exitCodes } from '../../contracts/errors.ts';
import type { DecisionReply } from '../../contracts/promotion.ts';
import { decisionWords, readDecision } from '../../domain/promotion/decision.ts';
import type { Choice, DecisionInput } from '../../domain/promotion/decision.ts';
import { identity } from '../experiment-input.ts';
import { findProposal } from '../find-proposal.ts';
import type { Context } from '../globals.ts';
import { shortPath } from '../run-folder-path.ts';
import { withControlWorker } from '../stack/control-worker.ts';
import { withStack } from '../stack/server.ts';
import type { Stack } from '../stack/server.ts';

export type AnswerFlags = {
  readonly reason?: string | undefined;
  readonly digest?: string | undefined;
  readonly as?: string | undefined;
};

const writeLimitMs = 10_000;
const lookMs = 100;

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
    const { reply, isWritten } = await answerOn(context, stack, { view, choice, input });
    const { promotionId, proposal } = view;
    const { screen, settings } = context;
    const path = join(settings.artifactsDir, rootFolders.promotions, proposal?.folder ?? '');
    if (screen.form === 'text') {
      screen.print(`${promotionId}: ${reply.note}`);
      screen.say(isWritten ? `files: ${shortPath(path)}/` : 'the folder is not written yet');
    } else screen.printJson({ promotionId, ...reply, folder: isWritten ? path : null });
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
): Promise<Answered> {
  const { promotionId, proposal } = view;
  const { engines = '', gpuClass = '' } = proposal?.evidence.review.run ?? {};
  return withControlWorker(context, stack, { engines, gpuClass }, async () => {
    const reply = await decide(stack.client, promotionId, { choice, input });
    return { reply, isWritten: await isClosed(stack, promotionId) };
  });
}

type Answered = {
  readonly reply: DecisionReply;
  /** The workflow has closed: its folder has the decision. */
  readonly isWritten: boolean;
};

/** The decision stands; its folder follows in a moment where a worker is there. */
async function isClosed({ client }: Stack, promotionId: string): Promise<boolean> {
  const endMs = performance.now() + writeLimitMs;
  while (performance.now() < endMs) {
    const view = await knownPromotion(client, promotionId);
    if (view?.isOpen !== true) return true;
    await delay(lookMs);
  }
  return false;
}
