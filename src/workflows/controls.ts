import { ApplicationFailure, CancellationScope, setHandler } from '@temporalio/workflow';
import type { ExtendInput, InjectInput, MessageReply } from '../contracts/workflows.ts';
import { cellOf, isWithinBounds } from '../domain/space.ts';
import type { Configuration, Space } from '../domain/space.ts';
import {
  extendBudgetUpdate,
  injectCandidateUpdate,
  pauseUpdate,
  resumeUpdate,
  stopUpdate,
} from './messages.ts';
import { isRecord } from './notices.ts';

/** What people asked of a running experiment, and why it is ending. Handlers set, the story reads. */
export type Controls = {
  paused: boolean;
  /** Finish the running candidate, then conclude. */
  stopping: boolean;
  /** Abandon the running probe. */
  cancelled: boolean;
  capped: boolean;
  injected: Configuration[];
  /** Nothing new is measured any more, only confirmed. */
  searched: boolean;
  /** A cap asked for by `extendBudget`, in ms. */
  capMs: number | null;
  /** Known once the spec is resolved; messages that need it are refused before. */
  limits: Limits | null;
};

export type Limits = {
  readonly space: Space;
  readonly maxCapMs: number;
  /** The cap before any extension. */
  readonly capMs: number;
};

/**
 * Registers every message before the first await, so that none is lost. Messages may wait already:
 * what was carried over has to be known before they are heard.
 */
export function listen(carried: Partial<Controls>): Controls {
  const controls: Controls = {
    paused: false,
    stopping: false,
    cancelled: false,
    capped: false,
    injected: [],
    searched: false,
    capMs: null,
    limits: null,
    ...carried,
  };
  CancellationScope.current().cancelRequested.catch(() => {
    controls.cancelled = true;
  });
  listenToHold(controls);
  listenToChanges(controls);
  return controls;
}

/** No new work: the run concludes. */
export function isEnding(controls: Controls): boolean {
  return controls.capped || controls.cancelled || controls.stopping;
}

function listenToHold(controls: Controls): void {
  setHandler(
    pauseUpdate,
    () => {
      controls.paused = true;
      return accepted('no new candidate starts; the clock of the cap goes on');
    },
    { description: 'Hold before the next candidate. The GPU stays held, the cap goes on.' },
  );
  setHandler(
    resumeUpdate,
    () => {
      controls.paused = false;
      return accepted('the next candidate starts');
    },
    { description: 'Go on after a pause.' },
  );
  setHandler(
    stopUpdate,
    () => {
      controls.stopping = true;
      controls.paused = false;
      return accepted('the running candidate is finished, then the run concludes');
    },
    { description: 'Finish the running candidate, then conclude with the best so far.' },
  );
}

function listenToChanges(controls: Controls): void {
  setHandler(
    injectCandidateUpdate,
    (input: InjectInput) => {
      controls.injected.push(input.configuration);
      return accepted('measured before the next candidate');
    },
    {
      description: 'Measure one more configuration, e.g. {"configuration":{"vllm_memory_pct":50}}.',
      validator: (input: InjectInput) => checkInjected(controls, input),
    },
  );
  setHandler(
    extendBudgetUpdate,
    (input: ExtendInput) => {
      controls.capMs = input.capMs;
      return accepted(`the cap is ${input.capMs} ms from the next step on`);
    },
    {
      description: 'Raise the cap within the policy, e.g. {"capMs":480000}.',
      validator: (input: ExtendInput) => checkExtension(controls, input),
    },
  );
}

function checkInjected(controls: Controls, input: unknown): void {
  const limits = ready(controls);
  if (controls.searched) refuse('the search is over');
  const configuration = isInject(input)
    ? input.configuration
    : refuse('send {"configuration":{...}}');
  if (
    cellOf(limits.space, configuration) === null ||
    !isWithinBounds(limits.space, configuration)
  ) {
    refuse('the configuration is not a cell of the search space');
  }
}

function checkExtension(controls: Controls, input: unknown): void {
  const limits = ready(controls);
  const capMs = isExtend(input) ? input.capMs : refuse('send {"capMs":480000}');
  const nowMs = controls.capMs ?? limits.capMs;
  if (capMs <= nowMs) refuse(`the cap is ${nowMs} ms already`);
  if (capMs > limits.maxCapMs) refuse(`the policy allows at most ${limits.maxCapMs} ms`);
}

function ready(controls: Controls): Limits {
  if (controls.limits !== null) return controls.limits;
  return refuse('the run has not been resolved yet, try again in a second');
}

function refuse(message: string): never {
  throw ApplicationFailure.nonRetryable(message, 'REFUSED');
}

function accepted(note: string): MessageReply {
  return { accepted: true, note };
}

function isInject(input: unknown): input is InjectInput {
  return isRecord(input) && isRecord(input['configuration']);
}

function isExtend(input: unknown): input is ExtendInput {
  return isRecord(input) && Number.isSafeInteger(input['capMs']);
}
