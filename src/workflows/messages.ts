import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Grant } from '../contracts/grant.ts';
import { messages, promotionMessages } from '../contracts/names.ts';
import type { DecisionReply } from '../contracts/promotion.ts';
import type {
  ExtendInput,
  InjectInput,
  MessageReply,
  SessionNotice,
} from '../contracts/workflows.ts';

export const pauseUpdate = defineUpdate<MessageReply>(messages.pause);
export const resumeUpdate = defineUpdate<MessageReply>(messages.resume);
export const stopUpdate = defineUpdate<MessageReply>(messages.stop);
export const injectCandidateUpdate = defineUpdate<MessageReply, [InjectInput]>(
  messages.injectCandidate,
);
export const extendBudgetUpdate = defineUpdate<MessageReply, [ExtendInput]>(messages.extendBudget);

/** Anybody may send anything: what is no decision is refused. */
export const approveUpdate = defineUpdate<DecisionReply, [unknown]>(promotionMessages.approve);
export const rejectUpdate = defineUpdate<DecisionReply, [unknown]>(promotionMessages.reject);

/** From the GPU session to its owner. */
export const gpuSessionSignal = defineSignal<[SessionNotice]>(messages.gpuSession);
/** From the activity that holds the GPU to its session. */
export const heldSignal = defineSignal<[Grant]>(messages.held);
/** From the owner to its session: the GPU is not needed any more. */
export const releaseSignal = defineSignal(messages.release);
