import { configurationWords } from '../../domain/configuration-words.ts';
import type { Measurement } from '../../domain/measurement.ts';
import { roleOf, standingOf } from '../../domain/series/standing.ts';
import type { ExperimentView, Row } from '../../domain/view/view.ts';
import { capital, showMs } from '../../domain/words/figures.ts';
import type { Drawing } from './chart.ts';
import { measuredRows } from './measured-rows.ts';
import { namedRow, titleOf, tableName } from './words.ts';
import { latencyPlot, sides, sideWords, measured } from './latency-plot.ts';
import type { LatencyBoard, Side } from './latency-plot.ts';
import { targetOf } from './frame.ts';

/** Every answer under joint load at the reference rung, speech and text side by side. */
export function drawLatency(view: ExperimentView): Drawing {
  const title = titleOf(view, 'Latency under joint load');
  const board: LatencyBoard = { view, title, standing: standingOf(view), rows: measuredRows(view) };
  const isEmpty = board.rows.length === 0;
  return {
    title,
    description: isEmpty ? 'No candidate was measured under joint load yet.' : describe(board),
    table: {
      columns: ['Candidate', 'Configuration', ...sides.flatMap(sideColumns)],
      rows: board.rows.map((row) => tableRow(board, row)),
    },
    plot: isEmpty ? null : latencyPlot(board),
  };
}

function describe({ view, rows, standing }: LatencyBoard): string {
  const marked = rows.filter((row) => row.purpose === 'explore' && roleOf(standing, row) !== '');
  const at = view.spec?.workload.referenceConcurrency;
  return [
    `Latency of each answer with ${at ?? 'several'} voice turns at once, for ${rows.length} boots.`,
    ...marked.map(
      (row) =>
        `${capital(roleOf(standing, row))} ${namedRow(row)}: median ${sides.map((side) => `${sideWords[side]} ${medianWords(measured(row, side))}`).join(', ')}.`,
    ),
    ...sides.flatMap((side) => {
      const target = targetOf(view, side);
      return target === null ? [] : [`Target of ${sideWords[side]}: below ${showMs(target)} ms.`];
    }),
  ].join(' ');
}

function sideColumns(side: Side): readonly string[] {
  const words = sideWords[side];
  return [`${words} median, ms`, '95 % interval', 'p90', 'answers'].map((name, at) =>
    at === 0 ? name : `${words} ${name}`,
  );
}

function tableRow({ standing }: LatencyBoard, row: Row): readonly string[] {
  return [
    tableName(standing, row),
    configurationWords(row.configuration),
    ...sides.flatMap((side) => figureCells(measured(row, side))),
  ];
}

function figureCells(measurement: Measurement | null): readonly string[] {
  if (measurement?.kind !== 'measured') return [medianWords(measurement), '', '', ''];
  const { median, ci, p90, samples } = measurement;
  return [
    showMs(median),
    `${showMs(ci[0])} to ${showMs(ci[1])}`,
    showMs(p90),
    String(samples.length),
  ];
}

function medianWords(measurement: Measurement | null): string {
  switch (measurement?.kind) {
    case 'measured':
      return `${showMs(measurement.median)} ms`;
    case 'censored':
      return `at least ${showMs(measurement.atLeast)} ms`;
    case 'infeasible':
      return 'infeasible';
    case 'unmeasured':
      return `unmeasured: ${measurement.cause}`;
    case undefined:
      return 'not measured';
  }
}
