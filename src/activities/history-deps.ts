import type { RunFolders } from '../artifacts/run-folder.ts';
import type { RunHistory } from '../contracts/history.ts';

export type HistoryDeps = {
  readonly folders: RunFolders;
  /** Histories of every run of a chain, first run first. */
  readonly fetchChain: (workflowId: string, firstRunId: string) => Promise<readonly RunHistory[]>;
};
