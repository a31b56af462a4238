import {
  ChildWorkflowCancellationType,
  ParentClosePolicy,
  patched,
  startChild,
} from '@temporalio/workflow';
import { promotionWorkflowId, workflowTypes } from '../contracts/names.ts';
import type { ExperimentResult } from '../contracts/workflows.ts';
import { configurationWords } from '../domain/configuration-words.ts';
import type { promotion } from './promotion.ts';
import type { Run } from './run.ts';

/** Proposes a confirmed winner; the proposal outlives its run. */
export async function startPromotion(run: Run, { outcome, winner }: ExperimentResult) {
  if (outcome !== 'better' || winner === null) return;
  // Runs of before 0.1.0 proposed nothing; to be removed when none of them is open any more.
  if (!patched('propose-the-winner')) return;
  await startChild<typeof promotion>(workflowTypes.promotion, {
    workflowId: promotionWorkflowId(run.folder),
    args: [{ run: run.workflowId, firstRunId: run.firstRunId }],
    parentClosePolicy: ParentClosePolicy.ABANDON,
    cancellationType: ChildWorkflowCancellationType.ABANDON,
    staticSummary: `proposal: ${configurationWords(winner.configuration)} of ${run.workflowId}`,
    staticDetails: 'See the current details for what is proposed and how to answer.',
  });
}
