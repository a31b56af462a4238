import { configurationWords } from '../../domain/configuration-words.ts';
import type { Capacity } from '../../domain/observation.ts';
import { roleOf, standingOf } from '../../domain/series/standing.ts';
import type { Standing } from '../../domain/series/standing.ts';
import type { ExperimentView, Row } from '../../domain/view/view.ts';
import { showCapacity } from '../../domain/words/figures.ts';
import type { ChartSeries, Drawing, Plot } from './chart.ts';
import {
  frameTop,
  frameWidth,
  headOf,
  legendOf,
  nameAxis,
  numberAxis,
  stepsUpTo,
  targetLine,
} from './frame.ts';
import { drawnRows, measuredRows } from './rows-plot.ts';
import { paint } from './theme.ts';
import { axisWords, capital, namedRow, titleOf } from './words.ts';

type Bar = { readonly row: Row; readonly capacity: Capacity };

type Board = {
  readonly view: ExperimentView;
  readonly title: string;
  readonly standing: Standing;
  readonly bars: readonly Bar[];
  readonly target: number | null;
};

/** How many voice turns at once each candidate carried, and where it failed. */
export function drawCapacity(view: ExperimentView): Drawing {
  const title = titleOf(view, 'Voice turns at once');
  const bars = measuredRows(view).flatMap(barOf);
  const target = view.spec?.objectives.find(({ name }) => name === 'capacity')?.target ?? null;
  const board: Board = { view, title, standing: standingOf(view), bars, target };
  return {
    title,
    description: bars.length === 0 ? 'No candidate has a capacity yet.' : describe(board),
    table: {
      columns: ['Candidate', 'Configuration', 'Largest that passed', 'Smallest that failed'],
      rows: bars.map((bar) => tableRow(board, bar)),
    },
    plot: bars.length === 0 ? null : plotOf(board),
  };
}

function barOf(row: Row): readonly Bar[] {
  return row.capacity === null ? [] : [{ row, capacity: row.capacity }];
}

function describe({ bars, standing, target }: Board): string {
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

function tableRow({ standing }: Board, { row, capacity }: Bar): readonly string[] {
  const role = row.purpose === 'confirm' ? 'fresh boot' : roleOf(standing, row);
  return [
    role === '' ? row.id : `${row.id}, ${role}`,
    configurationWords(row.configuration),
    String(capacity.passing),
    capacity.failing === null ? 'none failed' : String(capacity.failing),
  ];
}

function plotOf({ view, title, standing, bars: all, target }: Board): Plot {
  const kept = drawnRows(
    all.map(({ row }) => row),
    (row) => roleOf(standing, row) !== '',
  );
  const bars = all.filter(({ row }) => kept.includes(row));
  const ends = bars.map(({ capacity }) => capacity.failing ?? capacity.passing);
  return {
    width: frameWidth,
    height: frameTop + 22 + bars.length * 34 + 78,
    option: {
      ...headOf(view, title),
      ...legendOf(['passed', 'not known', 'none failed']),
      grid: { left: 112, right: 24, top: frameTop + 22, bottom: 78 },
      xAxis: {
        ...numberAxis('voice turns at once; more is better'),
        nameLocation: 'middle',
        nameGap: 24,
        min: 0,
        ...stepsUpTo(Math.max(target ?? 0, ...ends, 3) * 1.1, 6),
      },
      yAxis: {
        ...nameAxis(bars.map(({ row }) => axisWords(standing, row))),
        inverse: true,
        axisLabel: { color: paint('ink'), fontSize: 12, interval: 0, lineHeight: 13 },
      },
      series: seriesOf(bars, target),
    },
  };
}

function seriesOf(bars: readonly Bar[], target: number | null): ChartSeries[] {
  const common = { type: 'bar' as const, stack: 'capacity', barWidth: 16, silent: true };
  return [
    {
      ...common,
      name: 'passed',
      itemStyle: { color: paint('blue') },
      data: bars.map(({ capacity }) => capacity.passing),
      ...(target === null
        ? {}
        : { markLine: targetLine({ xAxis: target }, `target ${target}`, 'start') }),
    },
    {
      ...common,
      name: 'not known',
      itemStyle: {
        color: paint('paleBlue'),
        borderColor: paint('blue'),
        borderWidth: 1,
        borderType: 'dashed',
      },
      data: bars.map(({ capacity }) => (capacity.failing ?? capacity.passing) - capacity.passing),
    },
    {
      name: 'none failed',
      type: 'scatter',
      symbol: 'triangle',
      symbolRotate: -90,
      symbolSize: 12,
      itemStyle: { color: paint('blue'), opacity: 1 },
      data: bars.flatMap(({ capacity }, y) =>
        capacity.failing === null ? [[capacity.passing, y]] : [],
      ),
    },
    figures(bars),
  ];
}

/** The figure at the end of each bar. */
function figures(bars: readonly Bar[]): ChartSeries {
  return {
    type: 'scatter',
    symbolSize: 0.1,
    silent: true,
    itemStyle: { color: paint('ink'), opacity: 1 },
    data: bars.map(({ capacity }, y) => ({
      value: [capacity.failing ?? capacity.passing, y],
      label: {
        show: true,
        position: 'right',
        distance: capacity.failing === null ? 10 : 4,
        formatter: () => showCapacity(capacity),
        color: paint('ink'),
        fontSize: 12,
        textBorderColor: paint('surface'),
        textBorderWidth: 3,
      },
    })),
  };
}
