import type { RunEvent } from './event.ts';
import { intAt, textAt } from './foreign.ts';
import type { ExperimentView } from './view.ts';

type Message = Extract<RunEvent, { kind: 'signalled' | 'updated' }>;

/** What a person, or the GPU session, told the run. */
export function applyMessage(view: ExperimentView, event: Message): ExperimentView {
  if (event.kind === 'signalled') {
    return event.signal === 'gpuSession' ? applyNotice(view, event.input) : view;
  }
  switch (event.update) {
    case 'pause':
      return { ...view, paused: true };
    case 'resume':
      return { ...view, paused: false };
    case 'stop':
      return { ...view, stopping: true, paused: false };
    case 'extendBudget':
      return { ...view, capMs: intAt(event.input, 'capMs') ?? view.capMs };
    default:
      return view;
  }
}

/** As the workflow hears it: all but the awaited number and token is ignored. */
function applyNotice(view: ExperimentView, notice: unknown): ExperimentView {
  const { session } = view;
  const token = textAt(notice, 'token');
  switch (textAt(notice, 'kind')) {
    case 'granted': {
      const no = intAt(notice, 'no') ?? 0;
      if (no <= session.no) return view;
      const card = textAt(notice, 'card') ?? view.card;
      const phase = view.phase === 'waiting' ? 'preparing' : view.phase;
      const fingerprint = textAt(notice, 'fingerprint') ?? view.fingerprint;
      return { ...view, session: { no, token }, card, fingerprint, phase };
    }
    case 'lost':
      if (session.token !== null && token !== session.token) return view;
      return { ...view, session: { ...session, token: null }, losses: view.losses + 1 };
    case 'ended':
      return { ...view, session: { ...session, token: null }, phase: 'concluding' };
    default:
      return view;
  }
}
