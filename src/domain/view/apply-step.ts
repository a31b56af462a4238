import { applyRecords } from './apply-records.ts';
import type { RunEvent } from './event.ts';
import { fieldOf, intAt, textAt } from './foreign.ts';
import { readConfiguration, readSpec } from './read-spec.ts';
import { withRow } from './rows.ts';
import type { ExperimentView, InFlight, Phase, Row, RowKey, Step } from './view.ts';

type Scheduled = Extract<RunEvent, { kind: 'scheduled' }>;
type Completed = Extract<RunEvent, { kind: 'completed' }>;

/** What a candidate is doing while a step of this name runs. */
const stepNames: Readonly<Record<string, Step>> = {
  applyConfiguration: 'starting engines',
  probeStt: 'solo speech',
  probeLlm: 'solo text',
  probeCapacity: 'joint load',
};

/** The view when the workflow has asked for a step. */
export function applyScheduled(view: ExperimentView, event: Scheduled): ExperimentView {
  const { activity, input } = event;
  const row = rowKeyOf(event.activityId);
  const inFlight = { ...view.inFlight, [event.id]: { activity, row } };
  const next = { ...view, inFlight };
  switch (activity) {
    case 'prepare':
      return { ...next, prepareStartedMs: view.prepareStartedMs ?? event.atMs };
    case 'recordGeneration':
      return applyRecords(next, input);
    case 'publishArtifacts':
      return { ...next, phase: 'concluding' };
    default:
      return row === null ? next : candidateStep(next, event, row);
  }
}

/** The view when a step has answered. */
export function applyCompleted(view: ExperimentView, event: Completed): ExperimentView {
  const pending = view.inFlight[event.scheduledId];
  if (pending === undefined) return view;
  return answered(withoutInFlight(view, event.scheduledId), pending, event.result);
}

/** The view without a step that has ended. */
export function withoutInFlight(view: ExperimentView, scheduledId: number): ExperimentView {
  const { [scheduledId]: _ended, ...inFlight } = view.inFlight;
  return { ...view, inFlight };
}

function answered(
  view: ExperimentView,
  { activity, row }: InFlight,
  result: unknown,
): ExperimentView {
  switch (activity) {
    case 'resolveSpec': {
      const spec = readSpec(fieldOf(result, 'spec'));
      const folder = textAt(result, 'folder');
      return { ...view, phase: 'waiting', spec, folder, capMs: spec?.capMs ?? null };
    }
    case 'prepare':
      return view.capStartedMs === null
        ? { ...view, phase: 'baseline', capStartedMs: view.nowMs }
        : view;
    default:
      return row === null ? view : candidateAnswer(view, { activity, row }, result);
  }
}

/** `c5.probeStt.1` and `c5.confirm.probeCapacity.2` name candidate and purpose; the rest none. */
function rowKeyOf(activityId: string): RowKey | null {
  const found = /^(c\d+)(\.confirm)?\.[A-Za-z]+\.\d+$/.exec(activityId);
  const id = found?.[1];
  if (id === undefined) return null;
  return { id, purpose: found?.[2] === undefined ? 'explore' : 'confirm' };
}

function candidateStep(view: ExperimentView, event: Scheduled, key: RowKey): ExperimentView {
  const step = stepNames[event.activity];
  if (step === undefined) return view;
  const rows = withRow(view.rows, { ...key, atMs: event.atMs }, (row) => ({
    ...row,
    ...(event.activity === 'applyConfiguration' ? startOf(event) : {}),
    step,
    endedMs: null,
    fault: null,
  }));
  return { ...view, rows, phase: phaseOf(key) };
}

function startOf({ activityId, summary, input }: Scheduled): Partial<Row> {
  return {
    configuration: readConfiguration(fieldOf(input, 'configuration')),
    generation: Number(/^g(\d+) /.exec(summary)?.[1] ?? 0),
    round: Number(/\d+$/.exec(activityId)?.[0]),
  };
}

function phaseOf({ id, purpose }: RowKey): Phase {
  if (purpose === 'confirm') return 'confirming';
  return id === 'c0' ? 'baseline' : 'searching';
}

/** Figures of a probe, or the fault that ended the candidate. */
function candidateAnswer(
  view: ExperimentView,
  pending: { readonly activity: string; readonly row: RowKey },
  result: unknown,
): ExperimentView {
  const change = changeBy(view, pending.activity, result);
  if (change === null) return view;
  const key = { ...pending.row, atMs: view.nowMs };
  return { ...view, rows: withRow(view.rows, key, (row) => ({ ...row, ...change })) };
}

function changeBy(view: ExperimentView, activity: string, result: unknown): Partial<Row> | null {
  const fault = fieldOf(result, 'fault');
  if (fault !== undefined) {
    const text = `${textAt(fault, 'kind') ?? 'fault'}: ${textAt(fault, 'evidence') ?? ''}`;
    return { step: 'faulted', fault: text, endedMs: view.nowMs };
  }
  if (activity !== 'probeCapacity') return null;
  const observation = fieldOf(result, 'observation');
  const reference = fieldOf(observation, 'reference');
  const capacity = fieldOf(observation, 'capacity');
  const passing = intAt(capacity, 'passing');
  return {
    step: 'measured',
    endedMs: view.nowMs,
    sttLatencyUs: intAt(fieldOf(reference, 'sttLatencyUs'), 'median'),
    llmLatencyUs: intAt(fieldOf(reference, 'llmLatencyUs'), 'median'),
    capacity: passing === null ? null : { passing, failing: intAt(capacity, 'failing') },
  };
}
