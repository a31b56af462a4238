import type { ComposeOption } from 'echarts/core';
import type {
  BarSeriesOption,
  GraphSeriesOption,
  LineSeriesOption,
  ScatterSeriesOption,
} from 'echarts/charts';
import type {
  GridComponentOption,
  LegendComponentOption,
  MarkAreaComponentOption,
  MarkLineComponentOption,
  TitleComponentOption,
} from 'echarts/components';

export const chartKinds = [
  'fitness',
  'heatmap',
  'latency',
  'pareto',
  'gpu',
  'lineage',
  'capacity',
] as const;

export type ChartKind = (typeof chartKinds)[number];

/** The figures of a chart as text: its twin for those who cannot see it. */
export type ChartTable = {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

/** A chart of a run. Texts may hold anything a run's data held: escape them wherever they go. */
export type Chart = {
  readonly kind: ChartKind;
  readonly title: string;
  /** What the chart shows, with its main figures: the alternative text. */
  readonly description: string;
  /** Self-contained, escaped, for light and dark pages, as wide as what it stands in. */
  readonly svg: string;
  readonly table: ChartTable;
};

/** What a chart kind makes of a view: everything but the drawing itself. */
export type Drawing = {
  readonly title: string;
  readonly description: string;
  readonly table: ChartTable;
  /** null: there is nothing to draw yet, and `description` says why. */
  readonly plot: Plot | null;
};

export type Plot = {
  readonly option: ChartOption;
  readonly width: number;
  readonly height: number;
};

export type ChartSeries =
  BarSeriesOption | GraphSeriesOption | LineSeriesOption | ScatterSeriesOption;

export type ChartOption = ComposeOption<
  | ChartSeries
  | GridComponentOption
  | LegendComponentOption
  | MarkAreaComponentOption
  | MarkLineComponentOption
  | TitleComponentOption
>;
