import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { DreamError } from '../contracts/errors.ts';
import type { ErrorCode } from '../contracts/errors.ts';
import { promotionMessages } from '../contracts/names.ts';
import type { DecisionReply } from '../contracts/promotion.ts';
import { decisionWords } from '../domain/promotion/decision.ts';
import type { Choice, DecisionInput } from '../domain/promotion/decision.ts';
import { grpcCodeOf, grpcCodes } from './grpc-code.ts';
import { isDeadline } from './messages.ts';
import { fetchPromotion } from './read-promotion.ts';

/** An answer waits for a worker; beyond this nobody is there to take it. */
const answerLimitMs = 20_000;
const pauseMs = 200;

/**
 * Answers a proposal and returns what it said. Temporal takes ten updates in flight: beyond that the
 * call is made again, as the same update. Throws REFUSED or LINEAGE_BROKEN in the workflow's own
 * words, WORKER_MISSING where nobody takes the answer in time.
 */
export async function decide(
  client: Client,
  promotionId: string,
  { choice, input }: { readonly choice: Choice; readonly input: DecisionInput },
): Promise<DecisionReply> {
  const handle = client.workflow.getHandle(promotionId);
  const updateId = randomUUID();
  const endMs = Date.now() + answerLimitMs;
  for (;;) {
    try {
      return await client.connection.withDeadline(endMs, () =>
        handle.executeUpdate<DecisionReply, [DecisionInput]>(promotionMessages[choice], {
          args: [input],
          updateId,
        }),
      );
    } catch (error) {
      if (grpcCodeOf(error) !== grpcCodes.exhausted || Date.now() > endMs) {
        throw await readFailure(client, promotionId, error);
      }
      await delay(pauseMs * (1 + Math.random()));
    }
  }
}

async function readFailure(client: Client, promotionId: string, error: unknown): Promise<unknown> {
  if (error instanceof WorkflowUpdateFailedError) return refused(promotionId, error);
  if (error instanceof WorkflowNotFoundError) return decidedBefore(client, promotionId);
  if (isDeadline(error)) return nobodyThere(promotionId);
  return error;
}

function refused(promotionId: string, error: WorkflowUpdateFailedError): DreamError {
  const { cause } = error;
  const what = cause?.message ?? error.message;
  const type = cause instanceof ApplicationFailure ? cause.type : undefined;
  const code: ErrorCode = type === 'LINEAGE_BROKEN' ? type : 'REFUSED';
  return new DreamError(code, { what, where: promotionId }, error);
}

/** It is closed: its history says how it ended. */
async function decidedBefore(client: Client, promotionId: string): Promise<DreamError> {
  const { decision, why } = await fetchPromotion(client, promotionId);
  const how = decision === null ? why : decisionWords(decision);
  const what = `the proposal is decided already: ${how}`;
  return new DreamError('REFUSED', { what, where: promotionId });
}

function nobodyThere(promotionId: string): DreamError {
  return new DreamError('WORKER_MISSING', {
    what: `no worker took the answer within ${answerLimitMs / 1_000} s`,
    where: promotionId,
    why: 'it waits on the server, and may still be taken when a control worker is back',
    fix: 'start one with: dream up, then look: dream promotions show',
  });
}
