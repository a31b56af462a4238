import { configurationWords } from '../../domain/configuration-words.ts';
import type { ExperimentView, Row } from '../../domain/view/view.ts';
import { isColour, splitColours } from './paint.ts';
import type { Paint } from './paint.ts';
import { fitnessCell, phaseWords, rowWords } from './row-words.ts';
import { renderTable } from './table.ts';
import type { Column } from './table.ts';
import { showCapacity, showMs, showSeconds } from '../../domain/words/figures.ts';

export type LiveOptions = {
  readonly runId: string;
  readonly view: ExperimentView;
  /** Server time now, as far as this machine's clock knows it. */
  readonly nowMs: number;
  readonly paint: Paint;
  readonly width: number;
  /** Rows of the terminal: the newest candidates are shown, older ones are counted. */
  readonly height: number;
  /** A line below: what Ctrl-C does, or that the server is away. */
  readonly footer: string;
};

const columns: readonly Column[] = [
  { title: '' },
  { title: 'gen', align: 'right' },
  { title: 'configuration' },
  { title: 'STT ms', align: 'right' },
  { title: 'LLM ms', align: 'right' },
  { title: 'capacity', align: 'right' },
  { title: 'fitness', align: 'right' },
  { title: 'state' },
];

/** Below it the state of a candidate needs the room of its generation. */
const narrowWidth = 90;
const generationPlace = 1;
/** Below it what a step is doing needs the room of the step's name. */
const wideWidth = 110;

/** The screen of a running experiment: one header, the table of candidates, a footer. */
export function renderLive(options: LiveOptions): string {
  const { view, paint, height } = options;
  const room = Math.max(4, height - (view.detail === null ? 7 : 8));
  const hidden = Math.max(0, view.rows.length - room);
  const isWide = options.width >= wideWidth;
  const isKept = (_cell: unknown, place: number): boolean =>
    options.width >= narrowWidth || place !== generationPlace;
  const table = renderTable(
    columns.filter(isKept),
    view.rows
      .slice(hidden)
      .map((row) => cells(row, stateNow(row, options.nowMs, isWide)).filter(isKept)),
    paint.dim,
  );
  const before = hidden === 0 ? '' : paint.dim(`and ${hidden} before these`);
  return [
    ...headLines(options),
    ...(view.rows.length === 0 ? [] : [before, table]),
    ...(view.taskFailure === null ? [] : [paint.bad(`the workflow is stuck: ${view.taskFailure}`)]),
    '',
    paint.dim(options.footer),
  ]
    .flatMap((part) => part.split('\n'))
    .map((line) => clip(line, options.width))
    .join('\n');
}

/** All candidates as a table, for `show`. */
export function renderRows(rows: readonly Row[], paint: Paint): string {
  return renderTable(
    columns,
    rows.map((row) => cells(row, stateNow(row, row.endedMs ?? row.startedMs, true))),
    paint.dim,
  );
}

function headLines({ runId, view, nowMs, paint }: LiveOptions): readonly string[] {
  const simulated = view.spec?.simulated === true ? paint.warn(' SIMULATED') : '';
  const card = view.card === null ? '' : `, card ${shortCard(view.card)}`;
  const losses = view.losses === 0 ? '' : `, session lost ${view.losses} x`;
  return [
    `${paint.bold(runId)}${simulated}  ${paint.accent(phaseWords(view))}`,
    `${timeWords(view, nowMs)}${card}${losses}`,
    ...(view.detail === null ? [] : [paint.dim(view.detail)]),
  ];
}

/** The first part tells cards apart; `show` has the whole. */
function shortCard(card: string): string {
  return card.replace(/^(GPU-[0-9a-f]{8})-[0-9a-f-]+$/, '$1');
}

/** Time used of the cap; preparation is no part of it. */
export function timeWords(view: ExperimentView, nowMs: number): string {
  const endMs = view.close?.atMs ?? nowMs;
  if (view.capStartedMs === null) {
    const from = view.prepareStartedMs ?? view.startedMs;
    const what = view.prepareStartedMs === null ? 'started' : 'preparing for';
    return `${what} ${showSeconds(Math.max(0, endMs - from))}${what === 'started' ? ' ago' : ''}`;
  }
  const usedMs = Math.max(0, endMs - view.capStartedMs);
  const capMs = view.capMs ?? 0;
  const prepareMs = view.capStartedMs - (view.prepareStartedMs ?? view.capStartedMs);
  return `${bar(usedMs, capMs)} ${showSeconds(usedMs)} of ${showSeconds(capMs)}, prepare ${showSeconds(prepareMs)} apart`;
}

function bar(usedMs: number, capMs: number): string {
  const length = 20;
  const full = capMs === 0 ? 0 : Math.min(length, Math.round((usedMs * length) / capMs));
  return `[${'#'.repeat(full)}${'.'.repeat(length - full)}]`;
}

/** What a candidate is doing just now, else for how long it has been at it. */
function stateNow(row: Row, nowMs: number, isWide: boolean): string {
  const words = rowWords(row);
  if (row.endedMs !== null) return words;
  if (row.detail !== null) return isWide ? words : row.detail;
  return `${words} ${showSeconds(Math.max(0, nowMs - row.startedMs))}`;
}

function cells(row: Row, state: string): readonly string[] {
  return [
    row.purpose === 'confirm' ? `${row.id} again` : row.id,
    String(row.generation),
    `${configurationWords(row.configuration)}${row.origin === 'baseline' ? ' *' : ''}`,
    showMs(row.sttLatencyUs),
    showMs(row.llmLatencyUs),
    showCapacity(row.capacity),
    fitnessCell(row.verdict),
    state,
  ];
}

/** Cut to the width of the terminal, colours not counted; a wrapped line breaks the redraw. */
function clip(line: string, width: number): string {
  const parts = splitColours(line);
  let room = Math.max(20, width) - 1;
  return parts
    .map((part) => {
      if (isColour(part)) return part;
      const kept = part.length <= room ? part : cut(part, room);
      room -= kept.length;
      return kept;
    })
    .join('');
}

/** A count that was cut would read as another one. */
function cut(text: string, room: number): string {
  return room < 1 ? '' : `${text.slice(0, room - 1)}…`;
}
