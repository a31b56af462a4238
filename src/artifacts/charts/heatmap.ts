import { configurationWords } from '../../domain/configuration-words.ts';
import { cellMap } from '../../domain/series/cells.ts';
import type { Cell, CellFinding } from '../../domain/series/cells.ts';
import { roleOf, standingOf } from '../../domain/series/standing.ts';
import { verdictWords } from '../../domain/verdict-words.ts';
import type { ExperimentView } from '../../domain/view/view.ts';
import { showFitness } from '../../domain/words/figures.ts';
import type { Drawing } from './chart.ts';
import { namedRow, titleOf } from './words.ts';
import { heatmapPlot, scoreOf } from './heatmap-plot.ts';
import type { HeatmapBoard } from './heatmap-plot.ts';

/** The whole space: what came of each configuration. */
export function drawHeatmap(view: ExperimentView): Drawing {
  const map = cellMap(view);
  const scores = map.cells.flatMap(({ finding }) => scoreOf(finding) ?? []);
  const board: HeatmapBoard = {
    view,
    title: titleOf(view, 'Fitness over the search space'),
    standing: standingOf(view),
    map,
    range: [Math.min(...scores), Math.max(...scores)],
  };
  const isEmpty = map.cells.length === 0;
  return {
    title: board.title,
    description: isEmpty ? 'The search space is not known yet.' : describe(board),
    table: {
      columns: ['Configuration', 'Candidate', 'Outcome'],
      rows: map.cells.map((cell) => tableRow(board, cell)),
    },
    plot: isEmpty ? null : heatmapPlot(board),
  };
}

function describe({ map, standing }: HeatmapBoard): string {
  const scored = map.cells.filter(({ finding }) => scoreOf(finding) !== null).length;
  const judged = map.cells.filter(({ finding }) => finding.kind === 'judged').length;
  const all = map.cells.length + map.hidden;
  const { best, isWinner } = standing;
  return [
    `${all} configurations: ${scored} scored, ${judged - scored} judged without a score, ${all - judged} without a verdict.`,
    ...(best?.verdict?.kind === 'scored'
      ? [
          `${isWinner ? 'Winner' : 'Best so far'}: ${namedRow(best)} with ${showFitness(best.verdict.fitnessPpm)}.`,
        ]
      : []),
    ...(map.hidden > 0 ? [`${map.hidden} that were not tried are not shown.`] : []),
  ].join(' ');
}

function tableRow({ standing }: HeatmapBoard, { configuration, finding }: Cell): readonly string[] {
  const row = 'row' in finding ? finding.row : null;
  const role = row === null ? '' : roleOf(standing, row);
  return [
    configurationWords(configuration),
    row === null ? '' : [row.id, role].filter((word) => word !== '').join(', '),
    outcomeOf(finding),
  ];
}

function outcomeOf(finding: CellFinding): string {
  switch (finding.kind) {
    case 'judged':
      return finding.row.verdict === null ? '' : verdictWords(finding.row.verdict);
    case 'open':
      return 'no verdict yet';
    case 'infeasible':
      return 'infeasible by arithmetic, not started';
    case 'dropped':
      return 'dropped: no room within the cap';
    case 'not tried':
      return 'not tried';
  }
}
