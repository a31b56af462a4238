import type { Client } from '@temporalio/client';
import { workflowTypes } from '../contracts/names.ts';

/** One experiment as the server lists it; attributes are absent on a bare namespace. */
export type ListedRun = {
  readonly runId: string;
  readonly firstRunId: string;
  readonly status: string;
  readonly startedMs: number;
  readonly closedMs: number | null;
  readonly experiment: string | null;
  readonly state: string | null;
  readonly bestFitness: number | null;
};

/** Runs, newest first; only the open ones where asked for. */
export async function listRuns(
  client: Client,
  options: { readonly limit: number; readonly openOnly?: boolean },
): Promise<readonly ListedRun[]> {
  const open = options.openOnly === true ? " AND ExecutionStatus = 'Running'" : '';
  const query = `WorkflowType = '${workflowTypes.experiment}'${open}`;
  const runs: ListedRun[] = [];
  for await (const info of client.workflow.list({ query })) {
    const attributes = info.searchAttributes;
    runs.push({
      runId: info.workflowId,
      firstRunId: info.runId,
      status: info.status.name,
      startedMs: info.startTime.getTime(),
      closedMs: info.closeTime?.getTime() ?? null,
      experiment: textOf(attributes['DreamExperiment']?.[0]),
      state: textOf(attributes['DreamState']?.[0]),
      bestFitness: numberOf(attributes['DreamBestFitness']?.[0]),
    });
    if (runs.length >= options.limit) break;
  }
  return runs;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
