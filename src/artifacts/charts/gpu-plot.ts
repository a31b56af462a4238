import type { GpuSeries } from '../../domain/observation.ts';
import type { GpuStep } from '../../domain/series/gpu-steps.ts';
import type { ExperimentView, Row } from '../../domain/view/view.ts';
import type { ChartSeries, Plot } from './chart.ts';
import { frameTop, frameWidth, headOf, numberAxis, stepsUpTo, withWords } from './frame.ts';
import { paint } from './theme.ts';
import { plainText, probeWords, shortConfiguration } from './words.ts';

const left = 58;
const right = 16;
const memory = { top: 24, height: 110 };
const busy = { top: 26 + 110 + 14, height: 70 };
const block = busy.top + busy.height + 46;

/** A candidate whose card was watched. */
export type Watched = {
  readonly row: Row;
  readonly gpu: GpuSeries;
  readonly role: string;
  readonly steps: readonly GpuStep[];
};

/** Two panels for each candidate, memory above utilisation, on one axis of time. */
export function gpuPlot(view: ExperimentView, title: string, watched: readonly Watched[]): Plot {
  const tops = watched.map((_each, at) => frameTop + at * block);
  const longest = Math.max(...watched.map(({ gpu }) => gpu.points.at(-1)?.[0] ?? 0)) / 1_000;
  return {
    width: frameWidth,
    height: frameTop + watched.length * block,
    option: {
      ...withWords(
        headOf(view, title),
        watched.map((each, at) => headingOf(each, tops[at] ?? 0)),
      ),
      grid: tops.flatMap((top) => [
        { left, right, top: top + memory.top, height: memory.height },
        { left, right, top: top + busy.top, height: busy.height },
      ]),
      xAxis: watched.flatMap((_each, at) => [
        { ...timeAxis(longest, at * 2), axisLabel: { show: false } },
        { ...timeAxis(longest, at * 2 + 1), name: 'seconds', nameLocation: 'middle', nameGap: 22 },
      ]),
      yAxis: watched.flatMap(({ gpu }, at) => [
        memoryAxis(gpu.totalMiB / 1_024, at * 2),
        scaleOf({ unit: '%', max: 100, interval: 50 }, at * 2 + 1),
      ]),
      series: watched.flatMap((each, at) => panelsOf(each, at * 2, longest)),
    },
  };
}

function headingOf({ row, gpu, role }: Watched, top: number) {
  const peak =
    gpu.peakUsedMiB === undefined
      ? ''
      : `, peak ${gibibytes(gpu.peakUsedMiB)} of ${Number(gibibytes(gpu.totalMiB))} GiB`;
  return {
    text: `${plainText(row.id, 6)} ${role}, ${shortConfiguration(row)}${peak}`,
    left: 12,
    top,
    padding: 0,
    textStyle: {
      fontSize: 12,
      fontWeight: 'bold' as const,
      color: paint('ink'),
      width: frameWidth - 60,
      overflow: 'truncate' as const,
    },
  };
}

function gibibytes(mebibytes: number): string {
  return (mebibytes / 1_024).toFixed(1);
}

function timeAxis(max: number, gridIndex: number) {
  return { ...numberAxis(''), gridIndex, min: 0, max, splitLine: { show: false } };
}

/** Up to the whole card. */
function memoryAxis(totalGiB: number, gridIndex: number) {
  const { interval } = stepsUpTo(totalGiB, 3);
  return scaleOf({ unit: 'GiB', max: Math.max(totalGiB, interval), interval }, gridIndex);
}

type Scale = { readonly unit: string; readonly max: number; readonly interval: number };

function scaleOf({ unit, max, interval }: Scale, gridIndex: number) {
  const axis = numberAxis('');
  const formatter = (value: number): string => `${Number(value.toFixed(1))} ${unit}`;
  // a whole card between two steps would print over the step below it
  const showMaxLabel = Number.isInteger(max / interval);
  const axisLabel = { ...axis.axisLabel, formatter, showMaxLabel };
  return { ...axis, gridIndex, min: 0, max, interval, axisLabel };
}

function panelsOf(watched: Watched, axis: number, longest: number): ChartSeries[] {
  const { points } = watched.gpu;
  const used = points.map(([atMs, usedMiB]) => [
    atMs / 1_000,
    usedMiB === null ? null : usedMiB / 1_024,
  ]);
  const percent = points.map(([atMs, , busyPct]) => [atMs / 1_000, busyPct]);
  const isSilent = points.every(([, , busyPct]) => busyPct === null);
  return [
    { ...line('blue', axis), data: used, markArea: bandsOf(watched, longest, true) },
    {
      ...line('orange', axis + 1),
      data: percent,
      markArea: bandsOf(watched, longest, false),
    },
    ...(isSilent ? [silence(axis + 1, longest)] : []),
  ];
}

function line(colour: 'blue' | 'orange', axis: number) {
  return {
    type: 'line' as const,
    xAxisIndex: axis,
    yAxisIndex: axis,
    symbol: 'none',
    silent: true,
    lineStyle: { color: paint(colour), width: 1.8 },
    itemStyle: { color: paint(colour) },
  };
}

/** The probes; one too narrow for its word leaves that to the table. */
function bandsOf({ steps }: Watched, longest: number, hasWords: boolean) {
  const pixels = (frameWidth - left - right) / longest;
  return {
    silent: true,
    data: steps.map(({ activity, fromMs, toMs }, at) => {
      const words = probeWords(activity);
      const isWide = ((toMs - fromMs) / 1_000) * pixels > words.length * 7;
      const area = {
        xAxis: fromMs / 1_000,
        itemStyle: { color: paint('band'), opacity: at % 2 === 0 ? 1 : 0.45 },
        label: {
          show: hasWords && isWide,
          formatter: () => words,
          position: 'insideTop' as const,
          color: paint('muted'),
          fontSize: 12,
        },
      };
      return [area, { xAxis: toMs / 1_000 }] satisfies [object, object];
    }),
  };
}

/** Where the card did not say how busy it was, an empty panel would be a riddle. */
function silence(axis: number, longest: number): ChartSeries {
  return {
    type: 'scatter',
    xAxisIndex: axis,
    yAxisIndex: axis,
    symbolSize: 0.1,
    silent: true,
    itemStyle: { color: paint('muted'), opacity: 1 },
    data: [[longest / 2, 50]],
    label: {
      show: true,
      formatter: () => 'utilisation not reported',
      color: paint('muted'),
      fontSize: 12,
    },
  };
}
