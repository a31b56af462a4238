import { applyAnswer } from './apply-answer.ts';
import { applyRecords } from './apply-records.ts';
import type { RunEvent } from './event.ts';
import { fieldOf, textAt } from './foreign.ts';
import { readPrepared } from './read-prepared.ts';
import { readConfiguration, readSpec } from './read-spec.ts';
import { nothingMeasured, withRow } from './rows.ts';
import type { ExperimentView, InFlight, Phase, Row, RowKey, Span, Step } from './view.ts';

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
  const { activity, activityId, input } = event;
  const row = rowKeyOf(activityId);
  const inFlight = { ...view.inFlight, [event.id]: { activity, activityId, row, input } };
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
  return answered(withoutInFlight(view, event.scheduledId), pending, event);
}

/** The view without a step that has ended. */
export function withoutInFlight(view: ExperimentView, scheduledId: number): ExperimentView {
  const { [scheduledId]: ended, ...inFlight } = view.inFlight;
  const key = ended?.row ?? null;
  if (key === null) return { ...view, inFlight };
  const rows = withRow(view.rows, { ...key, atMs: view.nowMs }, (row) => ({
    ...row,
    spans: row.spans.map((span) => endedSpan(span, ended?.activity, view.nowMs)),
  }));
  return { ...view, inFlight, rows };
}

function endedSpan(span: Span, activity: string | undefined, toMs: number): Span {
  return span.activity === activity && span.toMs === null ? { ...span, toMs } : span;
}

function answered(
  view: ExperimentView,
  { activity, row, input }: InFlight,
  { result }: Completed,
): ExperimentView {
  switch (activity) {
    case 'resolveSpec': {
      const spec = readSpec(fieldOf(result, 'spec'));
      const folder = textAt(result, 'folder');
      return { ...view, phase: 'waiting', spec, folder, capMs: spec?.capMs ?? null };
    }
    case 'prepare': {
      const prepared = readPrepared(result) ?? view.prepared;
      return view.capStartedMs === null
        ? { ...view, prepared, phase: 'baseline', capStartedMs: view.nowMs }
        : { ...view, prepared };
    }
    default:
      return row === null ? view : applyAnswer(view, { key: row, activity, input, result });
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
  const { activity, atMs } = event;
  const step = stepNames[activity];
  const span = { activity, fromMs: atMs, toMs: null };
  const rows = withRow(view.rows, { ...key, atMs }, (row) => {
    const before = activity === 'applyConfiguration' ? { ...row, ...startOf(event) } : row;
    const asked = { ...before, spans: [...before.spans, span] };
    return step === undefined ? asked : { ...asked, step, endedMs: null, fault: null };
  });
  return step === undefined ? { ...view, rows } : { ...view, rows, phase: phaseOf(key) };
}

/** A new round measures anew: what the last one left counts no more. */
function startOf({ activityId, summary, input }: Scheduled): Partial<Row> {
  return {
    configuration: readConfiguration(fieldOf(input, 'configuration')),
    generation: Number(/^g(\d+) /.exec(summary)?.[1] ?? 0),
    round: Number(/\d+$/.exec(activityId)?.[0]),
    ...nothingMeasured,
  };
}

function phaseOf({ id, purpose }: RowKey): Phase {
  if (purpose === 'confirm') return 'confirming';
  return id === 'c0' ? 'baseline' : 'searching';
}
