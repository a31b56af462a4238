import type { Standing } from '../../domain/series/standing.ts';
import type { ExperimentView, Row } from '../../domain/view/view.ts';
import { showFitness } from '../../domain/words/figures.ts';
import type { ChartSeries, Plot } from './chart.ts';
import { frameTop, frameWidth, headOf, withWords } from './frame.ts';
import { paint } from './theme.ts';
import { plainText, shortConfiguration, shortRole } from './words.ts';

const box = { width: 90, height: 50, columnGap: 16, rowGap: 12 };

/** What the chart is drawn from. */
export type LineageBoard = {
  readonly view: ExperimentView;
  readonly title: string;
  readonly standing: Standing;
  readonly rows: readonly Row[];
  readonly path: ReadonlySet<string>;
};

/** Boxes in columns, lines from parents to children. */
export function lineagePlot(board: LineageBoard): Plot {
  const { view, title, rows, standing } = board;
  const columns = [...new Set(rows.map(({ generation }) => generation))].toSorted((a, b) => a - b);
  const tallest = Math.max(
    ...columns.map((column) => rows.filter(({ generation }) => generation === column).length),
  );
  const step = { x: box.width + box.columnGap, y: box.height + box.rowGap };
  const left = 12;
  const width = Math.max(frameWidth, left * 2 + columns.length * step.x - box.columnGap);
  const bottom = 34;
  const height = frameTop + 24 + tallest * step.y + bottom;
  return {
    width,
    height,
    option: {
      ...withWords(headOf(view, title, width), [noteOf(standing.isWinner)]),
      grid: { left: 0, right: 0, top: 0, bottom: 0 },
      xAxis: { type: 'value', show: false, min: 0, max: width },
      yAxis: { type: 'value', show: false, min: 0, max: height, inverse: true },
      series: [graphOf(board, columns, step), headings(columns, left, step.x)],
    },
  };
}

function noteOf(isWinner: boolean) {
  return {
    text: `thick: the ${isWinner ? 'winner' : 'best so far'} and its ancestors; dashed: repeats`,
    left: 12,
    bottom: 12,
    padding: 0,
    textStyle: { fontSize: 12, fontWeight: 'normal' as const, color: paint('muted') },
  };
}

type Step = { readonly x: number; readonly y: number };

function headings(columns: readonly number[], left: number, step: number): ChartSeries {
  return {
    type: 'scatter',
    symbolSize: 0.1,
    silent: true,
    itemStyle: { color: paint('muted'), opacity: 1 },
    data: columns.map((column, at) => ({
      value: [left + at * step + box.width / 2, frameTop + 8],
      label: { show: true, formatter: () => `gen ${column}`, color: paint('muted'), fontSize: 12 },
    })),
  };
}

function graphOf(board: LineageBoard, columns: readonly number[], step: Step): ChartSeries {
  const { rows, path, standing } = board;
  const ids = new Set(rows.map(({ id }) => id));
  return {
    type: 'graph',
    coordinateSystem: 'cartesian2d',
    silent: true,
    symbolSize: 0.1,
    itemStyle: { color: paint('grey') },
    data: columns.flatMap((column, x) =>
      rows
        .filter(({ generation }) => generation === column)
        .map((row, y) => ({
          name: row.id,
          value: [12 + x * step.x + box.width / 2, frameTop + 24 + y * step.y + box.height / 2],
          ...lookOf(row, shortRole(standing, row), path.has(row.id)),
        })),
    ),
    links: rows.flatMap((row) =>
      row.parentIds
        .filter((parent) => ids.has(parent) && parent !== row.id)
        .map((parent) => ({ source: parent, target: row.id, lineStyle: edgeOf(row, path) })),
    ),
  };
}

function edgeOf({ id, repeatOf }: Row, path: ReadonlySet<string>) {
  const isBold = path.has(id);
  return {
    color: paint(isBold ? 'blue' : 'grey'),
    width: isBold ? 3.5 : 1.2,
    opacity: 1,
    type: repeatOf === null ? ('solid' as const) : ('dashed' as const),
  };
}

function lookOf(row: Row, role: string, isOnPath: boolean) {
  const words = [
    `${plainText(row.id, 6)}  ${scoreWords(row)}`,
    shortConfiguration(row),
    role === '' ? originWords(row) : role,
  ];
  return {
    label: {
      show: true,
      position: 'inside' as const,
      width: box.width,
      height: box.height,
      align: 'center' as const,
      verticalAlign: 'middle' as const,
      backgroundColor: paint(role === '' ? 'surface' : 'band'),
      borderColor: paint(isOnPath ? 'blue' : 'grey'),
      borderWidth: isOnPath ? 2.5 : 1,
      borderRadius: 6,
      formatter: () => words.join('\n'),
      color: paint('ink'),
      fontSize: 11,
      lineHeight: 14,
      fontWeight: isOnPath ? ('bold' as const) : ('normal' as const),
    },
  };
}

function scoreWords({ verdict }: Row): string {
  switch (verdict?.kind) {
    case 'scored':
      return showFitness(verdict.fitnessPpm);
    case 'disqualified':
      return `× ${verdict.reason}`;
    case 'infeasible':
      return '× cannot fit';
    case 'unmeasured':
      return 'unmeasured';
    case undefined:
      return 'open';
  }
}

function originWords({ origin, parentIds, repeatOf }: Row): string {
  if (repeatOf !== null) return `repeat of ${plainText(repeatOf, 5)}`;
  if (parentIds.length === 0) return origin ?? '';
  return plainText(`from ${parentIds.join(', ')}`, 15);
}
