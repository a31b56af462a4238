import type { RunHistory } from '../contracts/history.ts';
import type { ExperimentResult } from '../contracts/workflows.ts';
import { foldRun } from '../domain/view/fold.ts';
import type { ExperimentView } from '../domain/view/view.ts';
import { decodeEvents } from './history-events.ts';
import { readResult } from './run-result.ts';

/** A run as the histories of its chain tell it; `result` is null where it has none of ours. */
export function runOfChain(chain: readonly RunHistory[]): {
  readonly view: ExperimentView;
  readonly result: ExperimentResult | null;
} {
  const view = foldRun(chain.flatMap(({ history }) => decodeEvents(history.events)));
  return { view, result: readResult(view.close?.result) };
}
