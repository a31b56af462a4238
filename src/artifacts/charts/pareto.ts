import { configurationWords } from '../../domain/configuration-words.ts';
import { tradeOffs } from '../../domain/series/pareto.ts';
import type { TradeOff } from '../../domain/series/pareto.ts';
import { roleOf, standingOf } from '../../domain/series/standing.ts';
import type { ExperimentView } from '../../domain/view/view.ts';
import { capital, showCapacity, showMs } from '../../domain/words/figures.ts';
import type { Drawing } from './chart.ts';
import { namedRow, titleOf, tableName } from './words.ts';
import { paretoPlot } from './pareto-plot.ts';
import type { ParetoBoard } from './pareto-plot.ts';

/** Text latency against capacity, with those that no other beats in both. */
export function drawPareto(view: ExperimentView): Drawing {
  const title = titleOf(view, 'Latency against capacity');
  const board: ParetoBoard = { view, title, standing: standingOf(view), points: tradeOffs(view) };
  const isEmpty = board.points.length === 0;
  return {
    title,
    description: isEmpty ? 'No candidate has a latency and a capacity yet.' : describe(board),
    table: {
      columns: [
        'Candidate',
        'Configuration',
        'Text latency, ms',
        'Voice turns at once',
        'Pareto front',
      ],
      rows: board.points.map((point) => tableRow(board, point)),
    },
    plot: isEmpty ? null : paretoPlot(board),
  };
}

function describe({ points, standing }: ParetoBoard): string {
  const front = points.filter(({ isFront }) => isFront);
  const figures = ({ row, llmLatencyUs, turns }: TradeOff): string =>
    `${namedRow(row)} ${showMs(llmLatencyUs)} ms at ${turns} turn${turns === 1 ? '' : 's'}`;
  const marked = points.filter(({ row }) => roleOf(standing, row) !== '');
  return [
    `Median text latency against voice turns at once, for ${points.length} scored candidates.`,
    `On the Pareto front: ${front.map(figures).join('; ')}.`,
    ...marked.map((point) => `${capital(roleOf(standing, point.row))}: ${figures(point)}.`),
  ].join(' ');
}

function tableRow(
  { standing }: ParetoBoard,
  { row, llmLatencyUs, isFront }: TradeOff,
): readonly string[] {
  return [
    tableName(standing, row),
    configurationWords(row.configuration),
    showMs(llmLatencyUs),
    showCapacity(row.capacity),
    isFront ? 'yes' : 'no',
  ];
}
