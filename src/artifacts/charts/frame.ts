import type { TitleComponentOption } from 'echarts/components';
import type { ObjectiveName } from '../../domain/objective.ts';
import type { ExperimentView } from '../../domain/view/view.ts';
import type { ChartOption, Plot } from './chart.ts';
import { paint } from './theme.ts';
import { plainText } from './words.ts';

/** Narrow, so that its letters can be read on a phone; pages scale it up. */
export const frameWidth = 400;

/** Where the drawing begins, below title and subtitle. */
export const frameTop = 62;

/** Title, subtitle and surface that every chart has. */
export function headOf({ spec }: ExperimentView, title: string, width = frameWidth): ChartOption {
  const words = { width: width - 24, overflow: 'truncate' as const, fontSize: 12 };
  const names = spec === null ? [] : [spec.experiment, spec.engines, spec.gpuClass];
  return {
    backgroundColor: paint('surface'),
    title: {
      text: title,
      subtext: plainText([...new Set(names)].join(' · '), 80),
      left: 12,
      top: 10,
      padding: 0,
      itemGap: 4,
      textStyle: { ...words, fontSize: 15, fontWeight: 'bold', color: paint('ink') },
      subtextStyle: { ...words, color: paint('muted') },
    },
  };
}

/** The head with more words of one's own place. */
export function withWords(head: ChartOption, words: readonly TitleComponentOption[]): ChartOption {
  const heads = Array.isArray(head.title) ? head.title : [head.title ?? {}];
  return { ...head, title: [...heads, ...words] };
}

/** An axis of numbers with a quiet grid. */
export function numberAxis(name: string) {
  return {
    type: 'value' as const,
    name,
    nameTextStyle: { color: paint('muted'), fontSize: 12 },
    axisLabel: { color: paint('muted'), fontSize: 12, hideOverlap: true },
    axisLine: { show: true, onZero: false, lineStyle: { color: paint('line') } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: paint('line'), width: 0.5 } },
  };
}

/** An axis of names, the first on top or on the left. */
export function nameAxis(names: readonly string[]) {
  return {
    type: 'category' as const,
    data: [...names],
    nameTextStyle: { color: paint('muted'), fontSize: 12 },
    axisLabel: { color: paint('ink'), fontSize: 12, interval: 0 },
    axisLine: { show: true, lineStyle: { color: paint('line') } },
    axisTick: { show: false },
    splitLine: { show: false },
  };
}

/** Words for the marks, below the drawing. */
export function legendOf(entries: NonNullable<LegendData>): ChartOption {
  return {
    legend: {
      data: entries,
      bottom: 8,
      left: 12,
      right: 12,
      itemGap: 12,
      itemWidth: 18,
      itemHeight: 9,
      selectedMode: false,
      textStyle: { color: paint('ink'), fontSize: 12 },
    },
  };
}

type LegendData = Extract<ChartOption['legend'], { data?: unknown }>['data'];

/** An end and steps for an axis from 0: at most `most` steps of 1, 2, 4 or 5 and zeros. */
export function stepsUpTo(end: number, most: number): { max: number; interval: number } {
  const least = Math.max(end, 1e-9) / most;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 4, 5, 10].find((factor) => factor * power >= least * 0.999_999) ?? 10;
  const interval = step * power;
  return { max: Math.ceil(end / interval - 1e-6) * interval, interval };
}

/** The target of an objective in its unit, or null. */
export function targetOf({ spec }: ExperimentView, objective: ObjectiveName): number | null {
  return spec?.objectives.find(({ name }) => name === objective)?.target ?? null;
}

/** A dashed line at a target, with its words at the far end. */
export function targetLine(
  place: { xAxis: number } | { yAxis: number },
  words: string,
  position: 'start' | 'end' | 'insideEndTop' = 'end',
  distance = 5,
) {
  return {
    silent: true,
    symbol: 'none',
    data: [place],
    lineStyle: { color: paint('green'), type: 'dashed' as const, width: 1.5 },
    label: {
      formatter: () => words,
      position,
      distance,
      color: paint('green'),
      fontSize: 12,
      textBorderColor: paint('surface'),
      textBorderWidth: 3,
    },
  };
}

/** A chart that has no data yet says so. */
export function emptyPlot(view: ExperimentView, title: string, why: string): Plot {
  const head = headOf(view, title);
  const words = {
    text: why,
    left: 'center',
    top: 96,
    textStyle: {
      fontSize: 13,
      fontWeight: 'normal' as const,
      color: paint('muted'),
      width: frameWidth - 48,
      overflow: 'break' as const,
    },
  };
  return { option: withWords(head, [words]), width: frameWidth, height: 180 };
}
