import { applyCarried } from './apply-carried.ts';
import { applyMessage } from './apply-message.ts';
import { applyCompleted, applyScheduled, withoutInFlight } from './apply-step.ts';
import type { RunEvent } from './event.ts';
import { textAt } from './foreign.ts';
import { withoutPending } from './pending.ts';
import type { ExperimentView } from './view.ts';

/** The view before any event. */
export const startView: ExperimentView = {
  firstRunId: '',
  runId: '',
  requester: '',
  startedMs: 0,
  nowMs: 0,
  lastEventId: 0,
  phase: 'resolving',
  requested: { experiment: null, engines: null },
  spec: null,
  folder: null,
  card: null,
  fingerprint: null,
  session: { no: 0, token: null },
  losses: 0,
  prepareStartedMs: null,
  prepared: null,
  solo: { stt: {}, llm: {} },
  excluded: { infeasible: [], dropped: [] },
  capStartedMs: null,
  capMs: null,
  paused: false,
  stopping: false,
  cancelling: false,
  rows: [],
  inFlight: {},
  detail: null,
  decisions: [],
  recorded: 0,
  lineageHead: null,
  taskFailure: null,
  close: null,
};

/**
 * What a person sees of a run, from its decoded history; the runs of a chain follow one another.
 * Never throws: what is foreign is ignored.
 */
export function foldRun(events: Iterable<RunEvent>): ExperimentView {
  let view = startView;
  for (const event of events) view = applyEvent(view, event);
  return view;
}

/** The view after one more event; an event that it has seen changes nothing. */
export function applyEvent(view: ExperimentView, event: RunEvent): ExperimentView {
  const isNew = event.kind === 'started' ? event.runId !== view.runId : event.id > view.lastEventId;
  if (!isNew) return view;
  return applyNew({ ...withoutPending(view), nowMs: event.atMs, lastEventId: event.id }, event);
}

function applyNew(view: ExperimentView, event: RunEvent): ExperimentView {
  switch (event.kind) {
    case 'started': {
      const isFirst = view.runId === '';
      const { runId, firstRunId } = event;
      const startedMs = isFirst ? event.atMs : view.startedMs;
      // Temporal's UI leaves no name: then the input's counts, claimed like any other.
      const said = event.identity || (textAt(event.input, 'requestedBy') ?? '');
      const requester = isFirst ? said : view.requester;
      const known = { ...view, runId, firstRunId, startedMs, requester, inFlight: {} };
      return applyCarried(known, event.input);
    }
    case 'scheduled':
      return applyScheduled({ ...view, taskFailure: null }, event);
    case 'completed':
      return applyCompleted(view, event);
    case 'failed':
      return withoutInFlight(view, event.scheduledId);
    case 'signalled':
    case 'updated':
      return applyMessage(view, event);
    case 'cancel-requested':
      return { ...view, cancelling: true };
    case 'task-failed':
      return { ...view, taskFailure: event.why };
    case 'continued':
      return view;
    case 'closed': {
      const { status, result, why, atMs } = event;
      return { ...view, phase: 'ended', inFlight: {}, close: { status, result, why, atMs } };
    }
  }
}
