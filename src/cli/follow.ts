import type { Client } from '@temporalio/client';
import { createLogUpdate } from 'log-update';
import { viewNow } from '../client/pending.ts';
import { watchRun } from '../client/watch-run.ts';
import { startView } from '../domain/view/fold.ts';
import type { ExperimentView } from '../domain/view/view.ts';
import { pollPending } from './pending-poll.ts';
import { changesBetween } from './render/changes.ts';
import { renderLive } from './render/live.ts';
import { safeText } from './render/paint.ts';
import type { Screen } from './screen.ts';

export type FollowOptions = {
  readonly client: Client;
  readonly runId: string;
  readonly screen: Screen;
  readonly firstRunId?: string;
  readonly signal?: AbortSignal;
  /** The line below the table. */
  readonly footer: () => string;
};

/** At most four redraws a second. */
const redrawMs = 250;

/** Shows a run until it ends or `signal` comes; returns the last view. */
export async function followRun(options: FollowOptions): Promise<ExperimentView> {
  const { client, runId, screen } = options;
  const display = screen.live ? liveDisplay(options) : lineDisplay(options);
  const poll = pollPending((seen) => viewNow(client, runId, seen), display.show);
  let view = startView;
  try {
    for await (const watched of watchRun(client, options)) {
      if (watched.kind === 'view') {
        view = watched.view;
        poll.follow(view);
        display.show(view);
      } else {
        display.away(watched.failures);
      }
    }
  } finally {
    poll.end();
    display.end();
  }
  return view;
}

type Display = {
  readonly show: (view: ExperimentView) => void;
  readonly away: (failures: number) => void;
  readonly end: () => void;
};

function liveDisplay({ runId, screen, footer }: FollowOptions): Display {
  const update = createLogUpdate(process.stdout);
  let view = startView;
  let trouble = '';
  let drawnLines = 0;
  const draw = (): void => {
    // A terminal that does not know its size says 0.
    const width = process.stdout.columns || 80;
    const height = process.stdout.rows || 24;
    const text = renderLive({
      runId,
      view,
      nowMs: Math.max(Date.now(), view.nowMs),
      paint: screen.paint,
      width,
      height,
      footer: footerOf(view, trouble === '' ? footer() : trouble),
    });
    // Growing in place at the foot of the screen would scroll a line away that is not ours.
    const lineCount = text.split('\n').length;
    if (lineCount !== drawnLines) update.clear();
    drawnLines = lineCount;
    update(safeText(text));
  };
  const timer = setInterval(draw, redrawMs);
  return {
    show: (next) => {
      view = next;
      trouble = '';
    },
    away: () => {
      trouble = 'Temporal unreachable, retrying';
    },
    end: () => {
      clearInterval(timer);
      draw();
      update.done();
    },
  };
}

/** Nothing is left to be done about a run that has ended. */
function footerOf({ close }: ExperimentView, text: string): string {
  return close === null ? text : '';
}

/** Lines for logs: text on standard output; as JSON lines with `jsonl`, as messages with `json`. */
function lineDisplay({ screen }: FollowOptions): Display {
  let view = startView;
  let isAway = false;
  const write = (line: string): void => {
    if (screen.quiet) return;
    if (screen.form === 'text') screen.print(line);
    else if (screen.form === 'json') screen.say(line);
    else screen.printJson({ kind: 'change', text: line });
  };
  return {
    show: (next) => {
      changesBetween(view, next).forEach(write);
      view = next;
      isAway = false;
    },
    away: () => {
      if (!isAway) screen.say('Temporal unreachable, retrying');
      isAway = true;
    },
    end: () => undefined,
  };
}
