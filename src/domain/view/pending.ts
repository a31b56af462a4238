import type { EngineRole } from '../space.ts';
import { showSeconds } from '../words/figures.ts';
import { intAt, textAt, wordAt } from './foreign.ts';
import type { Row, RowKey } from './row.ts';
import type { ExperimentView } from './view.ts';

/** A step that has not ended, as the server describes it; failed tries leave no events. */
export type PendingStep = {
  readonly activity: string;
  readonly activityId: string;
  readonly attempt: number;
  readonly state: PendingState;
  /** When it came into this state, by the server's clock. */
  readonly sinceMs: number;
  /** Newest heartbeat: JSON of some worker. */
  readonly details: unknown;
  /** Why the try before failed; empty where none has. */
  readonly lastFailure: string;
};

export type PendingState = 'scheduled' | 'started' | 'cancel-requested' | 'paused';

/**
 * Says on the view what its steps in flight are doing, or that its GPU session waits for a worker.
 * Nothing that the history says changes, and the next event takes it away again.
 */
export function withPending(
  view: ExperimentView,
  pending: readonly PendingStep[],
  nowMs: number,
): ExperimentView {
  return [...pending].sort(samplerFirst).reduce((laid, step) => {
    if (step.activity === 'holdGpu') return withWait(laid, step, nowMs);
    const words = stepWords(step, nowMs);
    const asked = Object.values(view.inFlight).find(
      ({ activityId }) => activityId === step.activityId,
    );
    if (words === null || asked === undefined) return laid;
    if (asked.row === null) return { ...laid, detail: words };
    return { ...laid, rows: withDetail(laid.rows, asked.row, words) };
  }, withoutPending(view));
}

/** The run has asked for a GPU and holds none: a step of its GPU session waits for a worker. */
export function awaitsGpu({ spec, session, phase }: ExperimentView): boolean {
  const isOver = phase === 'concluding' || phase === 'ended';
  return spec !== null && session.token === null && !isOver;
}

/** The view as the history alone has it. */
export function withoutPending(view: ExperimentView): ExperimentView {
  const keys = Object.values(view.inFlight).flatMap(({ row }) => row ?? []);
  const rows = keys.reduce((all, key) => withDetail(all, key, null), view.rows);
  return rows === view.rows && view.detail === null ? view : { ...view, rows, detail: null };
}

/** Whether its worker is dead or serves another run cannot be told from here. */
function withWait(view: ExperimentView, step: PendingStep, nowMs: number): ExperimentView {
  const forMs = nowMs - step.sinceMs;
  const isWaiting = step.state === 'scheduled' && forMs > takenWithinMs;
  if (!isWaiting || !awaitsGpu(view)) return view;
  return { ...view, detail: `no GPU worker is free for ${showSeconds(forMs)}` };
}

/** What runs beside the probes has the word only where they say nothing. */
function samplerFirst(left: PendingStep, right: PendingStep): number {
  return Number(right.activity === 'sampleGpu') - Number(left.activity === 'sampleGpu');
}

function withDetail(rows: readonly Row[], key: RowKey, detail: string | null): readonly Row[] {
  const at = rows.findLastIndex(({ id, purpose }) => id === key.id && purpose === key.purpose);
  const row = rows[at];
  return row === undefined || row.detail === detail ? rows : rows.with(at, { ...row, detail });
}

/** A worker takes a step at once; beyond this none is there. */
const takenWithinMs = 5_000;

/** null: there is nothing to say that the name of the step does not. */
function stepWords(step: PendingStep, nowMs: number): string | null {
  const again = step.attempt > 1 ? [`try ${step.attempt}${afterFailure(step)}`] : [];
  const words = [...again, ...stateWords(step, nowMs)].join(', ');
  return words === '' ? null : words;
}

function afterFailure({ state, lastFailure }: PendingStep): string {
  const isWaiting = state !== 'started' && lastFailure !== '';
  return isWaiting ? ` after ${onOneLine(lastFailure)}` : '';
}

function stateWords({ state, sinceMs, details }: PendingStep, nowMs: number): readonly string[] {
  const forMs = nowMs - sinceMs;
  switch (state) {
    case 'scheduled':
      return forMs > takenWithinMs ? [`no worker has taken it for ${showSeconds(forMs)}`] : [];
    case 'started':
      return progressWords(details, nowMs);
    case 'cancel-requested':
      return ['ending'];
    case 'paused':
      return ['paused by a person, in Temporal'];
  }
}

/** `word errors of base (2 of 3): clips, 12 of 60`, `first boot: LLM for 21s`, `rung 8, 5 of 16`. */
function progressWords(details: unknown, nowMs: number): readonly string[] {
  const stage = shortTextAt(details, 'stage');
  const parts = [...startWords(details, nowMs), ...phaseWords(details)].join(', ');
  const words = [stage, parts].filter((part) => part !== '').join(': ');
  return words === '' ? [] : [words];
}

const engineNames: Readonly<Record<EngineRole, string>> = { llm: 'LLM', stt: 'STT' };

function startWords(details: unknown, nowMs: number): readonly string[] {
  const engine = wordAt(details, 'engine', ['llm', 'stt'] as const);
  if (engine === null) return [];
  const forMs = nowMs - (intAt(details, 'sinceMs') ?? nowMs);
  return [`${engineNames[engine]} for ${showSeconds(Math.max(0, forMs))}`];
}

function phaseWords(details: unknown): readonly string[] {
  const phase = shortTextAt(details, 'phase');
  const done = intAt(details, 'done') ?? 0;
  const total = intAt(details, 'total');
  const count = total === null ? (done > 0 ? [`${done} done`] : []) : [`${done} of ${total}`];
  return phase === '' ? [] : [phase, ...count];
}

const longestWords = 60;

function shortTextAt(value: unknown, name: string): string {
  return onOneLine(textAt(value, name) ?? '');
}

function onOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, longestWords);
}
