import type { RunEvent } from '../view/event.ts';
import { fieldOf, textAt } from '../view/foreign.ts';

/** Where a proposal stands, as its history tells it; foreign JSON stays as it is. */
export type PromotionEvents = {
  readonly firstRunId: string;
  readonly startedMs: number;
  readonly nowMs: number;
  /** The run that was proposed, as the input names it. */
  readonly run: string;
  readonly startedBy: string;
  /** Answer of `gatherEvidence`. */
  readonly proposal: unknown;
  /** Newest input of `writePromotion`: with a decision once there is one. */
  readonly written: unknown;
  /** Answers of people that were taken in, in their order. */
  readonly answers: readonly { readonly choice: string; readonly input: unknown }[];
  readonly result: unknown;
  /** How it closed; null while it is open. */
  readonly closed: 'completed' | 'failed' | null;
  /** Why it failed, or why the workflow sits silent: whatever it does next ends that. */
  readonly why: string;
  readonly asked: Readonly<Record<number, string>>;
};

const nothing: PromotionEvents = {
  firstRunId: '',
  startedMs: 0,
  nowMs: 0,
  run: '',
  startedBy: '',
  proposal: null,
  written: null,
  answers: [],
  result: null,
  closed: null,
  why: '',
  asked: {},
};

/** Folds the decoded history of workflow `promotion`. Never throws. */
export function foldPromotion(events: Iterable<RunEvent>): PromotionEvents {
  let view = nothing;
  for (const event of events) view = apply({ ...view, nowMs: event.atMs }, event);
  return view;
}

function apply(view: PromotionEvents, event: RunEvent): PromotionEvents {
  switch (event.kind) {
    case 'started': {
      const { firstRunId, identity: startedBy, atMs: startedMs, input } = event;
      return { ...view, firstRunId, startedBy, startedMs, run: textAt(input, 'run') ?? '' };
    }
    case 'scheduled': {
      const asked = { ...view.asked, [event.id]: event.activity };
      const next = { ...view, asked, why: '' };
      return event.activity === 'writePromotion' ? { ...next, written: event.input } : next;
    }
    case 'completed':
      return view.asked[event.scheduledId] === 'gatherEvidence'
        ? { ...view, proposal: event.result }
        : view;
    case 'updated':
      return {
        ...view,
        why: '',
        answers: [...view.answers, { choice: event.update, input: event.input }],
      };
    case 'task-failed':
      return { ...view, why: event.why };
    case 'closed': {
      const closed = event.status === 'completed' ? 'completed' : 'failed';
      return { ...view, closed, result: event.result, why: event.why || textOf(event.result) };
    }
    case 'failed':
    case 'signalled':
    case 'cancel-requested':
    case 'continued':
      return view;
  }
}

function textOf(result: unknown): string {
  const why = fieldOf(result, 'why');
  return typeof why === 'string' ? why : '';
}
