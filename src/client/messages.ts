import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { DreamError } from '../contracts/errors.ts';
import { messages } from '../contracts/names.ts';
import type { ExtendInput, InjectInput, MessageReply } from '../contracts/workflows.ts';

export type RunMessage =
  | { readonly kind: 'pause' | 'resume' | 'stop' }
  | { readonly kind: 'injectCandidate'; readonly input: InjectInput }
  | { readonly kind: 'extendBudget'; readonly input: ExtendInput };

/** An update waits for a worker; beyond this nobody is there to answer. */
const answerTimeoutMs = 10_000;

/**
 * Sends a message to a running experiment and returns what it answered. Throws RUN_NOT_FOUND,
 * REFUSED with the validator's words, or WORKER_MISSING where nobody answers.
 */
export async function tellRun(client: Client, runId: string, message: RunMessage): Promise<string> {
  const handle = client.workflow.getHandle(runId);
  try {
    const reply = await client.connection.withDeadline(Date.now() + answerTimeoutMs, () =>
      'input' in message
        ? handle.executeUpdate<MessageReply, [object]>(messages[message.kind], {
            args: [message.input],
          })
        : handle.executeUpdate<MessageReply, []>(messages[message.kind]),
    );
    return reply.note;
  } catch (error) {
    throw readFailure(error, runId);
  }
}

/** Abandons the running probe, frees the GPU and publishes what there is. */
export async function cancelRun(client: Client, runId: string): Promise<void> {
  try {
    await client.workflow.getHandle(runId).cancel();
  } catch (error) {
    throw readFailure(error, runId);
  }
}

function readFailure(error: unknown, runId: string): unknown {
  if (error instanceof WorkflowNotFoundError) return runNotFound(runId);
  if (error instanceof WorkflowUpdateFailedError) {
    const what = error.cause?.message ?? error.message;
    return new DreamError('REFUSED', { what, where: runId }, error);
  }
  if (isDeadline(error)) {
    return new DreamError('WORKER_MISSING', {
      what: `no worker answered for ${runId} within ${answerTimeoutMs / 1_000} s`,
      why: 'the message waits in the history until a control worker is back',
      fix: 'start one with: dream worker --role control',
    });
  }
  return error;
}

/** The error for an id that the server does not know, or does not know as open. */
export function runNotFound(runId: string): DreamError {
  return new DreamError('RUN_NOT_FOUND', {
    what: `no open run ${runId}`,
    why: 'it has ended, or it was never started on this server',
    fix: 'see what there is with: dream list',
  });
}

/** Nobody answered within the deadline of a call. */
export function isDeadline(error: unknown): boolean {
  const text = error instanceof Error ? `${error.name} ${error.message}` : '';
  return /deadline|UpdateRPCTimeout|Timeout/i.test(text);
}
