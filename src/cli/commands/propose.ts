import { setTimeout as delay } from 'node:timers/promises';
import { refusalOf } from '../../client/proposal-refusal.ts';
import { promotionsOf, startPromotion } from '../../client/promotions.ts';
import { fetchPromotion } from '../../client/read-promotion.ts';
import type { PromotionView } from '../../client/read-promotion.ts';
import { DreamError, exitCodes } from '../../contracts/errors.ts';
import { promotionWorkflowId, runIdPattern } from '../../contracts/names.ts';
import type { PromotionInput } from '../../contracts/promotion.ts';
import { decisionWords } from '../../domain/promotion/decision.ts';
import type { Target } from '../../domain/promotion/evidence.ts';
import type { Context } from '../globals.ts';
import { loadRun } from '../load-view.ts';
import type { LoadedRun } from '../load-view.ts';
import { renderPromotion } from '../render/promotion.ts';
import { withControlWorker } from '../stack/control-worker.ts';
import { withStack } from '../stack/server.ts';
import type { Stack } from '../stack/server.ts';

export type ProposeFlags = { readonly target?: Target | undefined };

const answerLimitMs = 60_000;
const lookMs = 200;

/** `dream promotions propose`: a run is proposed by hand, again or to another target. */
export async function propose(context: Context, run = '', flags: ProposeFlags): Promise<number> {
  const loaded = await loadRun(context, run);
  const { engines = '', gpuClass = '' } = loaded.view.spec ?? {};
  return withStack(context, (stack) =>
    withControlWorker(context, stack, { engines, gpuClass }, async () => {
      const input = { run: loaded.runId, ...(flags.target ? { target: flags.target } : {}) };
      const view = await proposed(stack, await start(stack, folderOf(loaded), input));
      const { screen, own } = context;
      if (screen.form === 'text') {
        screen.print(renderPromotion({ view, nowMs: Date.now(), own, paint: screen.paint }));
      } else screen.printJson({ kind: 'promotion', ...view });
      return exitCodes.done;
    }),
  );
}

/** Ids that Temporal's own tools gave have a folder of another name. */
function folderOf({ runId, view }: LoadedRun): string {
  return runIdPattern.test(runId) ? runId : (view.folder ?? runId);
}

/** A run has one proposal that waits or was approved; after a no it may be proposed again. */
async function start(stack: Stack, folder: string, input: PromotionInput): Promise<string> {
  const before = await promotionsOf(stack.client, folder);
  const standing = before.find(({ state, isOpen }) => isOpen || state === 'approved');
  if (standing !== undefined) throw stands(standing);
  const id = promotionWorkflowId(folder, before.length + 1);
  const started = await startPromotion(stack.client, id, input);
  return started ?? start(stack, folder, input);
}

function stands({ promotionId, decision }: PromotionView): DreamError {
  const how = decision === null ? 'waits for an answer' : decisionWords(decision);
  return new DreamError('REFUSED', {
    what: `the run is proposed already: ${promotionId} ${how}`,
    fix: `look at it: dream promotions show ${promotionId}`,
  });
}

/** Until the evidence is there. Throws what the workflow refused it with, or WORKER_MISSING. */
async function proposed({ client }: Stack, promotionId: string): Promise<PromotionView> {
  const endMs = performance.now() + answerLimitMs;
  for (;;) {
    const view = await fetchPromotion(client, promotionId);
    if (view.state === 'refused') throw await refusalOf(client, promotionId);
    if (view.expiresMs !== null) return view;
    if (performance.now() > endMs) throw noWorker(promotionId);
    await delay(lookMs);
  }
}

function noWorker(promotionId: string): DreamError {
  return new DreamError('WORKER_MISSING', {
    what: `no worker put the evidence together within ${answerLimitMs / 1_000} s`,
    where: promotionId,
    why: 'the proposal waits on the server until a control worker is back',
    fix: 'start one with: dream up',
  });
}
