import { scoredRow } from '../../domain/series/generations.ts';
import type { GenerationFitness } from '../../domain/series/generations.ts';
import { roleOf } from '../../domain/series/standing.ts';
import type { Standing } from '../../domain/series/standing.ts';
import type { ExperimentView, Row } from '../../domain/view/view.ts';
import type { ChartSeries, Plot } from './chart.ts';
import { frameTop, frameWidth, headOf, legendOf, nameAxis, numberAxis } from './frame.ts';
import { paint } from './theme.ts';
import { plainText } from './words.ts';

/** What the chart is drawn from. */
export type Course = {
  readonly view: ExperimentView;
  readonly title: string;
  readonly standing: Standing;
  readonly generations: readonly GenerationFitness[];
  readonly confirmed: readonly Row[];
};

/** Points by generation, and above them the levels of best, mean and baseline. */
export function fitnessPlot(course: Course): Plot {
  const { view, title, generations, confirmed } = course;
  const names = generations.map(generationWords);
  const columns = confirmed.length > 0 ? [...names, 'fresh\nboot'] : names;
  const hidden = { type: 'value' as const, show: false, min: -0.5, max: columns.length - 0.5 };
  const series = seriesOf(course);
  const width = Math.max(frameWidth, 60 + columns.length * 58);
  return {
    width,
    height: 360,
    option: {
      ...headOf(view, title, width),
      ...legendOf(series.map(legendEntry)),
      grid: { left: 44, right: 16, top: frameTop + 8, bottom: 112 },
      xAxis: [
        { ...nameAxis(columns), name: nameOf(generations), nameLocation: 'middle', nameGap: 40 },
        hidden,
      ],
      yAxis: fitnessAxis(view.rows),
      series,
    },
  };
}

/** Lines stand in the legend without the dot that echarts gives them. */
function legendEntry({ type, name }: ChartSeries) {
  return { name: String(name), ...(type === 'line' ? { itemStyle: { opacity: 0 } } : {}) };
}

function generationWords({ generation, unscored }: GenerationFitness): string {
  return unscored.length === 0 ? `gen ${generation}` : `gen ${generation}\n${unscored.length} ×`;
}

/** What the crosses below the generations count. */
function nameOf(generations: readonly GenerationFitness[]): string {
  return generations.some(({ unscored }) => unscored.length > 0)
    ? '×: candidates without a fitness'
    : '';
}

function fitnessAxis(rows: readonly Row[]) {
  const axis = numberAxis('');
  const formatter = (value: number): string => value.toFixed(1);
  return { ...axis, ...rangeOf(rows), axisLabel: { ...axis.axisLabel, formatter } };
}

/** Tenths around all that was scored: differences of some hundredths are to be seen. */
function rangeOf(rows: readonly Row[]) {
  const tenths = rows.flatMap(scoredRow).map(({ fitnessPpm }) => fitnessPpm / 100_000);
  const min = Math.max(0, Math.floor(Math.min(...tenths) - 0.2));
  const max = Math.min(10, Math.ceil(Math.max(...tenths) + 0.2));
  return { min: min / 10, max: max / 10, interval: max - min > 5 ? 0.2 : 0.1 };
}

function seriesOf(course: Course): readonly ChartSeries[] & ChartSeries[] {
  return [
    ...lines(course),
    points(course),
    ...(course.confirmed.some(({ verdict }) => verdict?.kind === 'scored') ? [fresh(course)] : []),
  ];
}

function lines({ generations, standing, confirmed }: Course): ChartSeries[] {
  const [base] = standing.baseline === null ? [] : scoredRow(standing.baseline);
  const end = generations.length - 0.5 + (confirmed.length > 0 ? 1 : 0);
  const best = generations.map((each) => each.best?.fitnessPpm ?? null);
  const mean = generations.map(({ meanPpm }) => meanPpm);
  const common = { type: 'line' as const, xAxisIndex: 1, symbol: 'none' };
  return [
    { ...common, name: 'best so far', data: plateaus(best), ...stroke('blue', 'solid', 2.5) },
    { ...common, name: 'mean', data: plateaus(mean), ...stroke('grey', 'dashed', 2) },
    ...(base === undefined
      ? []
      : [
          {
            ...common,
            name: 'baseline',
            data: [
              [-0.5, fitness(base)],
              [end, fitness(base)],
            ],
            ...stroke('orange', 'dotted', 2),
          },
        ]),
  ];
}

/** A level for each generation, so that a single one shows too. */
function plateaus(figuresPpm: readonly (number | null)[]) {
  return figuresPpm.flatMap((ppm, at) => {
    const level = ppm === null ? null : ppm / 1_000_000;
    return [
      [at - 0.5, level],
      [at + 0.5, level],
    ];
  });
}

function stroke(
  colour: 'blue' | 'grey' | 'orange',
  type: 'solid' | 'dashed' | 'dotted',
  width: number,
) {
  return { lineStyle: { color: paint(colour), type, width }, itemStyle: { color: paint(colour) } };
}

function points({ generations, standing }: Course): ChartSeries {
  return {
    name: 'candidate',
    type: 'scatter',
    xAxisIndex: 1,
    symbolSize: 9,
    itemStyle: { color: paint('ink'), opacity: 1 },
    data: generations.flatMap(({ scored }, at) =>
      scored.map((each, index) => ({
        value: [at + spread(index, scored.length), fitness(each)],
        label: { show: roleOf(standing, each.row) !== '', ...labelOf(each.row.id) },
      })),
    ),
  };
}

/** Side by side, so that equal ones do not hide each other. */
function spread(index: number, count: number): number {
  return count < 2 ? 0 : (index / (count - 1) - 0.5) * 0.56;
}

function fresh({ generations, confirmed }: Course): ChartSeries {
  const scored = confirmed.flatMap(scoredRow);
  return {
    name: 'fresh boot',
    type: 'scatter',
    xAxisIndex: 1,
    symbol: 'diamond',
    symbolSize: 13,
    itemStyle: { color: paint('green'), opacity: 1 },
    data: scored.map((each, index) => ({
      value: [generations.length + spread(index, scored.length), fitness(each)],
      label: { show: true, ...labelOf(each.row.id) },
    })),
  };
}

function labelOf(id: string) {
  return {
    formatter: () => plainText(id, 6),
    position: 'top' as const,
    color: paint('ink'),
    fontSize: 12,
    fontWeight: 'bold' as const,
    textBorderColor: paint('surface'),
    textBorderWidth: 3,
  };
}

function fitness({ fitnessPpm }: { readonly fitnessPpm: number }): number {
  return fitnessPpm / 1_000_000;
}
