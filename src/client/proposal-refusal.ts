import { WorkflowFailedError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { DreamError, errorCodes } from '../contracts/errors.ts';

/** Why a proposal was refused, as the error that its workflow failed with. */
export async function refusalOf(client: Client, promotionId: string): Promise<unknown> {
  try {
    await client.workflow.getHandle(promotionId).result();
    return new DreamError('REFUSED', { what: 'the proposal has ended', where: promotionId });
  } catch (error) {
    const cause = error instanceof WorkflowFailedError ? error.cause : undefined;
    if (!(cause instanceof ApplicationFailure)) return error;
    const code = errorCodes.find((known) => known === cause.type) ?? 'REFUSED';
    return new DreamError(code, { what: cause.message, where: promotionId });
  }
}
