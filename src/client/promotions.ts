import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { DreamError } from '../contracts/errors.ts';
import {
  controlQueue,
  promotionIdPattern,
  promotionWorkflowId,
  workflowTypes,
} from '../contracts/names.ts';
import type { PromotionInput } from '../contracts/promotion.ts';
import { fetchPromotion } from './read-promotion.ts';
import type { PromotionView } from './read-promotion.ts';

const mostProposals = 1_000;

/** Starts a proposal of a run; null where the id was used already. */
export async function startPromotion(
  client: Client,
  promotionId: string,
  input: PromotionInput,
): Promise<string | null> {
  try {
    await client.workflow.start(workflowTypes.promotion, {
      workflowId: promotionId,
      taskQueue: controlQueue,
      args: [input],
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      staticSummary: `proposal of ${input.run}`,
      staticDetails: 'See the current details for what is proposed and how to answer.',
    });
    return promotionId;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return null;
    throw error;
  }
}

/** The proposals of a run, oldest first; `folder` is the name of its folder. */
export async function promotionsOf(
  client: Client,
  folder: string,
): Promise<readonly PromotionView[]> {
  const found: PromotionView[] = [];
  for (let number = 1; number <= mostProposals; number += 1) {
    const view = await knownPromotion(client, promotionWorkflowId(folder, number));
    if (view === null) return found;
    found.push(view);
  }
  return found;
}

/** The proposal that a person means: its id, or the newest of a run. Throws PROMOTION_NOT_FOUND. */
export async function findPromotion(client: Client, target: string): Promise<PromotionView> {
  const named = promotionIdPattern.test(target) ? await knownPromotion(client, target) : null;
  const found = named ?? (await promotionsOf(client, target)).at(-1);
  if (found !== undefined) return found;
  throw new DreamError('PROMOTION_NOT_FOUND', {
    what: `there is no proposal ${JSON.stringify(target.slice(0, 120))} on this server`,
    why: 'only a run with a confirmed, better winner is proposed by itself',
    fix: 'see what there is with: dream promotions list',
  });
}

/** Proposals on this server, newest first. */
export async function listPromotions(
  client: Client,
  limit: number,
): Promise<readonly PromotionView[]> {
  const ids: string[] = [];
  const query = `WorkflowType = '${workflowTypes.promotion}'`;
  for await (const { workflowId } of client.workflow.list({ query })) {
    ids.push(workflowId);
    if (ids.length >= limit) break;
  }
  const views = await Promise.all(ids.map((id) => knownPromotion(client, id)));
  return views.filter((view) => view !== null);
}

/** A proposal by its id; null where the server does not know it. */
export async function knownPromotion(client: Client, id: string): Promise<PromotionView | null> {
  try {
    return await fetchPromotion(client, id);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
