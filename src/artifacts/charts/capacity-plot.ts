import type { Capacity } from '../../domain/observation.ts';
import { roleOf } from '../../domain/series/standing.ts';
import type { Standing } from '../../domain/series/standing.ts';
import type { ExperimentView, Row } from '../../domain/view/view.ts';
import { showCapacity } from '../../domain/words/figures.ts';
import type { ChartSeries, Plot } from './chart.ts';
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
import { drawnRows } from './measured-rows.ts';
import { paint } from './theme.ts';
import { axisWords } from './words.ts';

export type Bar = { readonly row: Row; readonly capacity: Capacity };

/** What the chart is drawn from. */
export type CapacityBoard = {
  readonly view: ExperimentView;
  readonly title: string;
  readonly standing: Standing;
  readonly bars: readonly Bar[];
  readonly target: number | null;
};

/** A bar for each boot: full up to what passed, pale up to what failed. */
export function capacityPlot({ view, title, standing, bars: all, target }: CapacityBoard): Plot {
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
      grid: { left: 122, right: 24, top: frameTop + 22, bottom: 78 },
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
        axisLabel: {
          color: paint('ink'),
          fontSize: 12,
          interval: 0,
          lineHeight: 13,
          width: 102,
          overflow: 'truncate',
        },
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
