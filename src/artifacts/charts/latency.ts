import { configurationWords } from '../../domain/configuration-words.ts';
import type { Measurement } from '../../domain/measurement.ts';
import { roleOf, standingOf } from '../../domain/series/standing.ts';
import type { Standing } from '../../domain/series/standing.ts';
import type { ExperimentView, Row } from '../../domain/view/view.ts';
import { showMs } from '../../domain/words/figures.ts';
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

type Side = 'sttLatency' | 'llmLatency';

type Board = {
  readonly view: ExperimentView;
  readonly title: string;
  readonly standing: Standing;
  readonly rows: readonly Row[];
};

const sides = ['sttLatency', 'llmLatency'] as const;
const sideWords = { sttLatency: 'speech (STT)', llmLatency: 'text (LLM)' } as const;
const labelWidth = 112;
const rowHeight = 34;

/** Every answer under joint load at the reference rung, speech and text side by side. */
export function drawLatency(view: ExperimentView): Drawing {
  const title = titleOf(view, 'Latency under joint load');
  const board: Board = { view, title, standing: standingOf(view), rows: measuredRows(view) };
  const isEmpty = board.rows.length === 0;
  return {
    title,
    description: isEmpty ? 'No candidate was measured under joint load yet.' : describe(board),
    table: {
      columns: ['Candidate', 'Configuration', ...sides.flatMap(sideColumns)],
      rows: board.rows.map((row) => tableRow(board, row)),
    },
    plot: isEmpty ? null : plotOf(board),
  };
}

function describe({ view, rows, standing }: Board): string {
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

function tableRow({ standing }: Board, row: Row): readonly string[] {
  const role = row.purpose === 'confirm' ? 'fresh boot' : roleOf(standing, row);
  return [
    role === '' ? row.id : `${row.id}, ${role}`,
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

function measured({ joint }: Row, side: Side): Measurement | null {
  if (joint === null) return null;
  return side === 'sttLatency' ? joint.reference.sttLatencyUs : joint.reference.llmLatencyUs;
}

function targetOf({ spec }: ExperimentView, side: Side): number | null {
  return spec?.objectives.find(({ name }) => name === side)?.target ?? null;
}

function plotOf({ view, title, standing, rows: all }: Board): Plot {
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
  return longestMs < 4_000 ? { name: 'ms', perMs: 1 } : { name: 's', perMs: 0.001 };
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
      itemStyle: { color: paint('blue'), opacity: 0.4 },
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

function targetWords(us: number, { perMs }: Unit): string {
  return `target ${Number(((us / 1_000) * perMs).toFixed(1))}`;
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
