import { configurationWords } from '../../domain/configuration-words.ts';
import { ancestryOf } from '../../domain/series/ancestry.ts';
import { standingOf } from '../../domain/series/standing.ts';
import { verdictWords } from '../../domain/verdict-words.ts';
import type { ExperimentView, Row } from '../../domain/view/view.ts';
import type { Drawing } from './chart.ts';
import { namedRow, titleOf, tableName } from './words.ts';
import { lineagePlot } from './lineage-plot.ts';
import type { LineageBoard } from './lineage-plot.ts';

/** Who came from whom: candidates in columns by generation, the best one's ancestors bold. */
export function drawLineage(view: ExperimentView): Drawing {
  const title = titleOf(view, 'Where each candidate came from');
  const rows = view.rows.filter(({ purpose }) => purpose === 'explore');
  const standing = standingOf(view);
  const path = standing.best === null ? new Set<string>() : ancestryOf(rows, standing.best.id);
  const board: LineageBoard = { view, title, standing, rows, path };
  return {
    title,
    description: rows.length === 0 ? 'There is no candidate yet.' : describe(board),
    table: {
      columns: [
        'Candidate',
        'Generation',
        'Configuration',
        'Origin',
        'Parents',
        'Changed',
        'Outcome',
      ],
      rows: rows.map((row) => tableRow(board, row)),
    },
    plot: rows.length === 0 ? null : lineagePlot(board),
  };
}

function describe({ rows, standing, path }: LineageBoard): string {
  const { best, isWinner } = standing;
  const generations = new Set(rows.map(({ generation }) => generation)).size;
  const ancestors = [...path].filter((id) => id !== best?.id);
  return [
    `${rows.length} candidates in ${generations} generation${generations === 1 ? '' : 's'}.`,
    ...(best === null
      ? []
      : [
          `The ${isWinner ? 'winner' : 'best so far'} is ${namedRow(best)}, ${ancestors.length === 0 ? `without parents (${best.origin ?? 'origin not recorded yet'})` : `from ${ancestors.join(', ')}`}.`,
        ]),
  ].join(' ');
}

function tableRow({ standing }: LineageBoard, row: Row): readonly string[] {
  return [
    tableName(standing, row),
    String(row.generation),
    configurationWords(row.configuration),
    row.repeatOf === null ? (row.origin ?? '') : `${row.origin ?? ''}, repeat of ${row.repeatOf}`,
    row.parentIds.join(', '),
    row.mutations.map(({ knob, from, to }) => `${knob} ${from} to ${to}`).join(', '),
    row.verdict === null ? 'no verdict yet' : verdictWords(row.verdict),
  ];
}
