import { decodeEvents } from '../src/client/history-events.ts';
import type { RunEvent } from '../src/domain/view/event.ts';
import { foldRun } from '../src/domain/view/fold.ts';
import { readCorpus } from '../test/replay/corpus.ts';
import type { Figure } from './figure.ts';

const eventCount = 10_000;

/** What a screen pays for a long history: a recorded default run over and over. */
export function measureFold(runs: number): readonly Figure[] {
  const chain = readCorpus().find(({ name }) => name.endsWith('/happy-path.json.gz'))?.runs ?? [];
  const raw = chain.flatMap(({ history }) => history.events);
  const events = longRun(decodeEvents(raw));
  const rawEvents = Array.from({ length: eventCount }, (_, at) => raw[at % raw.length]);
  const figure = (name: string, goal: number | null, work: () => void): Figure => {
    const samples = Array.from({ length: runs }, () => msOf(work));
    return { id: 'fold', name, unit: 'ms', samples, goal };
  };
  return [
    figure('fold of 10,000 events', 200, () => foldRun(events)),
    figure('  decoding 10,000 events of a history', null, () => decodeEvents(rawEvents)),
  ];
}

function msOf(work: () => void): number {
  const startMs = performance.now();
  work();
  return performance.now() - startMs;
}

/** The run over and over, each time with ids and candidates of its own; it ends once. */
function longRun(events: readonly RunEvent[]): readonly RunEvent[] {
  const [first, ...rest] = events;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) throw new Error('the recorded run has no events');
  const text = JSON.stringify(rest.slice(0, -1));
  const rounds = Math.ceil(eventCount / (rest.length - 1));
  const long = Array.from({ length: rounds }, (_, round) => again(text, round, last.id)).flat();
  const end = { ...last, id: last.id * (rounds + 1) };
  return [first, ...long.slice(0, eventCount - 2), end];
}

function again(text: string, round: number, idsEach: number): readonly RunEvent[] {
  const renamed = text.replaceAll(
    /"c(\d+)(?=[".])/g,
    (_whole, id) => `"c${Number(id) + round * 100}`,
  );
  const events: unknown = JSON.parse(renamed);
  if (!isEvents(events)) return [];
  return events.map((event) => {
    const id = event.id + round * idsEach;
    return event.kind === 'completed' || event.kind === 'failed'
      ? { ...event, id, scheduledId: event.scheduledId + round * idsEach }
      : { ...event, id };
  });
}

function isEvents(value: unknown): value is readonly RunEvent[] {
  return Array.isArray(value);
}
