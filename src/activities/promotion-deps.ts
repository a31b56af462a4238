import type { GpuDescription } from '../contracts/activities.ts';
import type { RunHistory } from '../contracts/history.ts';
import type { ExperimentResult } from '../contracts/workflows.ts';
import type { ExperimentView } from '../domain/view/view.ts';
import type { HistoryDeps } from './history-deps.ts';

/** A run as its history tells it; `result` is null while it goes on, or where it ended without. */
export type ToldRun = { readonly view: ExperimentView; readonly result: ExperimentResult | null };

/** Who started a workflow, as claimed; `parent` is the workflow that did, or null. */
export type Starter = { readonly identity: string; readonly parent: string | null };

export type PromotionDeps = HistoryDeps & {
  readonly configDir: string;
  /** The view and the result of the histories of a chain. */
  readonly runOfChain: (chain: readonly RunHistory[]) => ToldRun;
  /** First run id of the chain that the newest run of an id belongs to; throws RUN_NOT_FOUND. */
  readonly firstRunOf: (workflowId: string) => Promise<string>;
  readonly starterOf: (workflowId: string, runId: string) => Promise<Starter>;
  /** Who has the card of a class; null where no GPU worker answers. */
  readonly askGpu: (gpuClass: string) => Promise<GpuDescription | null>;
};
