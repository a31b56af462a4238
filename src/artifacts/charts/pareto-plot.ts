import type { TradeOff } from '../../domain/series/pareto.ts';
import { roleOf } from '../../domain/series/standing.ts';
import type { Standing } from '../../domain/series/standing.ts';
import type { ExperimentView } from '../../domain/view/view.ts';
import type { ChartSeries, Plot } from './chart.ts';
import {
  frameTop,
  frameWidth,
  headOf,
  legendOf,
  numberAxis,
  stepsUpTo,
  targetLine,
  targetOf,
} from './frame.ts';
import { paint } from './theme.ts';
import { plainText, shortRole } from './words.ts';

/** What the chart is drawn from. */
export type ParetoBoard = {
  readonly view: ExperimentView;
  readonly title: string;
  readonly standing: Standing;
  readonly points: readonly TradeOff[];
};

/** Each candidate a point, the front in colour and joined by a line. */
export function paretoPlot({ view, title, standing, points }: ParetoBoard): Plot {
  const turns = targetOf(view, 'capacity');
  const latency = targetOf(view, 'llmLatency');
  const most = Math.max(turns ?? 0, ...points.map((point) => point.turns));
  const longest = Math.max(latency ?? 0, ...points.map(({ llmLatencyUs }) => llmLatencyUs)) / 1_000;
  return {
    width: frameWidth,
    height: 350,
    option: {
      ...headOf(view, title),
      ...legendOf([
        { name: 'Pareto front', icon: 'circle' },
        { name: 'other candidate', icon: 'circle' },
      ]),
      grid: { left: 40, right: 24, top: frameTop + 40, bottom: 82 },
      xAxis: {
        ...numberAxis('median text (LLM) latency, ms; less is better'),
        nameLocation: 'middle',
        nameGap: 26,
        min: 0,
        ...stepsUpTo(longest * 1.04, 4),
      },
      yAxis: {
        ...numberAxis('voice turns at once; more is better'),
        nameGap: 22,
        nameTextStyle: {
          color: paint('muted'),
          fontSize: 12,
          align: 'left',
          padding: [0, 0, 0, -28],
        },
        min: 0,
        ...stepsUpTo(Math.max(most * 1.05, 4), 5),
      },
      series: [
        frontLine(points),
        ...marks(points, standing, longest),
        ...targets(turns, latency === null ? null : latency / 1_000),
      ],
    },
  };
}

function frontLine(points: readonly TradeOff[]): ChartSeries {
  const front = points
    .filter(({ isFront }) => isFront)
    .toSorted((left, right) => left.llmLatencyUs - right.llmLatencyUs);
  return {
    type: 'line',
    step: 'end',
    symbol: 'none',
    silent: true,
    lineStyle: { color: paint('blue'), width: 2, type: 'solid' },
    data: front.map(({ llmLatencyUs, turns }) => [llmLatencyUs / 1_000, turns]),
  };
}

function marks(points: readonly TradeOff[], standing: Standing, longest: number): ChartSeries[] {
  const labels = labelsOf(points, standing, longest);
  return [true, false].map((isFront) => ({
    name: isFront ? 'Pareto front' : 'other candidate',
    type: 'scatter',
    symbol: 'circle',
    symbolSize: isFront ? 12 : 10,
    z: isFront ? 4 : 3,
    itemStyle: {
      color: paint(isFront ? 'blue' : 'surface'),
      borderColor: paint(isFront ? 'blue' : 'ink'),
      borderWidth: 1.8,
      opacity: 1,
    },
    data: points
      .filter((point) => point.isFront === isFront)
      .map((point) => ({
        value: [point.llmLatencyUs / 1_000, point.turns],
        label: {
          ...labelOf(labels.get(point), point.llmLatencyUs / 1_000 > longest * 0.6),
          // on the axis it would hide the figures below
          offset: [0, point.turns === 0 ? -14 : 0],
        },
      })),
  }));
}

function labelOf(words: string | undefined, isRight: boolean) {
  return {
    show: words !== undefined,
    distance: 8,
    formatter: () => words ?? '',
    position: isRight ? ('left' as const) : ('right' as const),
    color: paint('ink'),
    fontSize: 12,
    lineHeight: 14,
    textBorderColor: paint('surface'),
    textBorderWidth: 3,
  };
}

/** Where there are more, only the front, the baseline and the best have labels. */
const mostLabels = 12;

/** Points that lie upon one another share one label, at the first of them. */
function labelsOf(points: readonly TradeOff[], standing: Standing, longest: number) {
  const near = (one: TradeOff, other: TradeOff): boolean =>
    one.turns === other.turns &&
    Math.abs(one.llmLatencyUs - other.llmLatencyUs) / 1_000 < longest * 0.06;
  const labels = new Map<TradeOff, string>();
  const isCrowded = points.length > mostLabels;
  for (const point of points) {
    if (isCrowded && !point.isFront && roleOf(standing, point.row) === '') continue;
    const host = [...labels.keys()].find((each) => near(each, point)) ?? point;
    const role = shortRole(standing, point.row);
    const words = `${plainText(point.row.id, 6)}${role === '' ? '' : ` ${role}`}`;
    labels.set(host, [...(labels.get(host)?.split('\n') ?? []), words].join('\n'));
  }
  return labels;
}

function targets(turns: number | null, latencyMs: number | null): ChartSeries[] {
  const common = { type: 'line' as const, data: [] };
  return [
    ...(turns === null
      ? []
      : [{ ...common, markLine: targetLine({ yAxis: turns }, `target ${turns}`, 'insideEndTop') }]),
    ...(latencyMs === null
      ? []
      : [{ ...common, markLine: targetLine({ xAxis: latencyMs }, `target ${latencyMs}`) }]),
  ];
}
