import type { Measurement } from '../../domain/measurement.ts';
import { roleOf } from '../../domain/series/standing.ts';
import type { Standing } from '../../domain/series/standing.ts';
import type { ExperimentView, Row } from '../../domain/view/view.ts';
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
  targetOf,
} from './frame.ts';
import { drawnRows } from './measured-rows.ts';
import { paint } from './theme.ts';
import { axisWords } from './words.ts';

/** Latencies of the two engines, by the names of their objectives. */
export const sides = ['sttLatency', 'llmLatency'] as const;

export type Side = (typeof sides)[number];

export const sideWords = { sttLatency: 'speech (STT)', llmLatency: 'text (LLM)' } as const;

const labelWidth = 122;
const rowHeight = 34;

/** What the chart is drawn from. */
export type LatencyBoard = {
  readonly view: ExperimentView;
  readonly title: string;
  readonly standing: Standing;
  readonly rows: readonly Row[];
};

/** A row for each boot, speech and text side by side. */
export function latencyPlot({ view, title, standing, rows: all }: LatencyBoard): Plot {
  const rows = drawnRows(all, (row) => roleOf(standing, row) !== '');
  const names = rows.map((row) => axisWords(standing, row));
  const width = (frameWidth - labelWidth - 44) / 2;
  const panels = sides.map((side, at) => panelOf(view, rows, { side, at }));
  const lefts = [labelWidth, labelWidth + width + 24];
  return {
    width: frameWidth,
    height: frameTop + 30 + rows.length * rowHeight + 78,
    option: {
      ...headOf(view, title),
      ...legendOf([
        { name: 'one answer', icon: 'circle' },
        { name: 'median', icon: 'rect' },
      ]),
      grid: lefts.map((left) => ({ left, width, top: frameTop + 30, bottom: 78 })),
      xAxis: panels.map(({ side, unit, at, endMs }) => ({
        ...numberAxis(`${sideWords[side]}, ${unit.name}`),
        gridIndex: at,
        min: 0,
        ...stepsUpTo(endMs * 1.12 * unit.perMs, 3),
        nameLocation: 'middle' as const,
        nameGap: 24,
      })),
      yAxis: sides.map((_side, gridIndex) => ({
        ...nameAxis(names),
        gridIndex,
        inverse: true,
        splitLine: { show: true, lineStyle: { color: paint('line'), width: 0.5 } },
        axisLabel: {
          show: gridIndex === 0,
          color: paint('ink'),
          fontSize: 12,
          interval: 0,
          lineHeight: 13,
          width: labelWidth - 20,
          overflow: 'truncate' as const,
        },
      })),
      series: panels.flatMap((panel) => seriesOf(rows, panel)),
    },
  };
}

/** The longest answer in milliseconds, or the target. */
function longest(view: ExperimentView, rows: readonly Row[], side: Side): number {
  const answers = rows.flatMap((row) => {
    const each = measured(row, side);
    if (each?.kind === 'censored') return [each.atLeast];
    return each?.kind === 'measured' ? each.samples : [];
  });
  return Math.max(targetOf(view, side) ?? 0, ...answers) / 1_000;
}

/** Milliseconds; seconds where those would be long. */
function unitOf(longestMs: number): Unit {
  return longestMs < 3_000 ? { name: 'ms', perMs: 1 } : { name: 's', perMs: 0.001 };
}

type Unit = { readonly name: string; readonly perMs: number };

type Place = { readonly side: Side; readonly at: number };

type Panel = Place & {
  readonly endMs: number;
  readonly unit: Unit;
  readonly target: number | null;
};

function panelOf(view: ExperimentView, rows: readonly Row[], { side, at }: Place): Panel {
  const endMs = longest(view, rows, side);
  return { side, at, endMs, unit: unitOf(endMs), target: targetOf(view, side) };
}

function seriesOf(rows: readonly Row[], { side, at, unit, target }: Panel): ChartSeries[] {
  const common = { type: 'scatter' as const, xAxisIndex: at, yAxisIndex: at };
  const place = (us: number): number => (us / 1_000) * unit.perMs;
  const answers = rows.map((row) => measured(row, side));
  return [
    {
      ...common,
      name: 'one answer',
      symbolSize: 7,
      itemStyle: { color: paint('blue'), opacity: 0.5 },
      data: answers.flatMap((each, y) =>
        each?.kind === 'measured' ? each.samples.map((us) => [place(us), y]) : [],
      ),
    },
    {
      ...common,
      name: 'median',
      symbol: 'rect',
      symbolSize: [3, 18],
      itemStyle: { color: paint('ink'), opacity: 1 },
      data: answers.flatMap((each, y) => (each === null ? [] : medianMark(each, y, place))),
      ...(target === null
        ? {}
        : {
            markLine: targetLine(
              { xAxis: place(target) },
              targetWords(target, unit),
              'start',
              5 + at * 13,
            ),
          }),
    },
  ];
}

function targetWords(us: number, { name, perMs }: Unit): string {
  const words = `target ${Number(((us / 1_000) * perMs).toFixed(1))}`;
  // milliseconds are the rule here, seconds the exception
  return name === 'ms' ? words : `${words} ${name}`;
}

/** The median; where it is only known to be larger, an arrow. */
function medianMark(measurement: Measurement, y: number, place: (us: number) => number) {
  switch (measurement.kind) {
    case 'measured':
      return [{ value: [place(measurement.median), y] }];
    case 'censored':
      return [{ value: [place(measurement.atLeast), y], ...arrow }];
    case 'infeasible':
    case 'unmeasured':
      return [];
  }
}

const arrow = { symbol: 'triangle', symbolSize: 11, symbolRotate: -90 };

/** A latency under joint load at the reference rung. */
export function measured({ joint }: Row, side: Side): Measurement | null {
  if (joint === null) return null;
  return side === 'sttLatency' ? joint.reference.sttLatencyUs : joint.reference.llmLatencyUs;
}
