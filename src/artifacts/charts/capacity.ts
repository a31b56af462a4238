import { configurationWords } from '../../domain/configuration-words.ts';
import type { Capacity } from '../../domain/observation.ts';
import { roleOf, standingOf } from '../../domain/series/standing.ts';
import type { ExperimentView, Row } from '../../domain/view/view.ts';
import { capital } from '../../domain/words/figures.ts';
import type { Drawing } from './chart.ts';
import { measuredRows } from './measured-rows.ts';
import { namedRow, titleOf, tableName } from './words.ts';
import { capacityPlot } from './capacity-plot.ts';
import type { Bar, CapacityBoard } from './capacity-plot.ts';
import { targetOf } from './frame.ts';

/** How many voice turns at once each candidate carried, and where it failed. */
export function drawCapacity(view: ExperimentView): Drawing {
  const title = titleOf(view, 'Voice turns at once');
  const bars = measuredRows(view).flatMap(barOf);
  const target = targetOf(view, 'capacity');
  const board: CapacityBoard = { view, title, standing: standingOf(view), bars, target };
  return {
    title,
    description: bars.length === 0 ? 'No candidate has a capacity yet.' : describe(board),
    table: {
      columns: ['Candidate', 'Configuration', 'Largest that passed', 'Smallest that failed'],
      rows: bars.map((bar) => tableRow(board, bar)),
    },
    plot: bars.length === 0 ? null : capacityPlot(board),
  };
}

function barOf(row: Row): readonly Bar[] {
  return row.capacity === null ? [] : [{ row, capacity: row.capacity }];
}

function describe({ bars, standing, target }: CapacityBoard): string {
  const marked = bars.filter(
    ({ row }) => row.purpose === 'explore' && roleOf(standing, row) !== '',
  );
  return [
    `Largest number of voice turns at once that passed, up to the smallest that failed, for ${bars.length} boots.`,
    ...marked.map(
      ({ row, capacity }) =>
        `${capital(roleOf(standing, row))} ${namedRow(row)}: ${words(capacity)}.`,
    ),
    ...(target === null ? [] : [`Target: at least ${target}.`]),
  ].join(' ');
}

function words({ passing, failing }: Capacity): string {
  return failing === null
    ? `${passing} passed, none failed`
    : `${passing} passed, ${failing} failed`;
}

function tableRow({ standing }: CapacityBoard, { row, capacity }: Bar): readonly string[] {
  return [
    tableName(standing, row),
    configurationWords(row.configuration),
    String(capacity.passing),
    capacity.failing === null ? 'none failed' : String(capacity.failing),
  ];
}
