import { isAtWork } from '../client/pending.ts';
import type { ExperimentView } from '../domain/view/view.ts';

export type PendingPoll = {
  /** The newest view of the history; what was asked about the one before is dropped. */
  readonly follow: (view: ExperimentView) => void;
  readonly end: () => void;
};

const pollMs = 1_000;

/**
 * Asks about once a second what is being done for a run, however many events there are, and
 * nothing while nothing is. `look` gives the view back as it is where nobody answers.
 */
export function pollPending(
  look: (view: ExperimentView) => Promise<ExperimentView>,
  show: (view: ExperimentView) => void,
): PendingPoll {
  let newest: ExperimentView | null = null;
  let isAsking = false;
  const ask = async (view: ExperimentView): Promise<void> => {
    isAsking = true;
    const laid = await look(view);
    isAsking = false;
    if (view === newest && laid !== view) show(laid);
  };
  const timer = setInterval(() => {
    if (newest !== null && !isAsking && isAtWork(newest)) void ask(newest);
  }, pollMs);
  return {
    follow: (view) => {
      newest = view;
    },
    end: () => {
      newest = null;
      clearInterval(timer);
    },
  };
}
