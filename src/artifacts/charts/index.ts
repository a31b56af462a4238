import type { ExperimentView } from '../../domain/view/view.ts';
import { drawCapacity } from './capacity.ts';
import type { Chart, ChartKind, Drawing } from './chart.ts';
import { drawFitness } from './fitness.ts';
import { emptyPlot } from './frame.ts';
import { drawGpu } from './gpu.ts';
import { drawHeatmap } from './heatmap.ts';
import { drawLatency } from './latency.ts';
import { drawLineage } from './lineage.ts';
import { drawPareto } from './pareto.ts';
import { renderSvg } from './svg.ts';

export { chartKinds } from './chart.ts';
export type { Chart, ChartKind, ChartTable } from './chart.ts';

const drawers: Readonly<Record<ChartKind, (view: ExperimentView) => Drawing>> = {
  fitness: drawFitness,
  heatmap: drawHeatmap,
  latency: drawLatency,
  pareto: drawPareto,
  gpu: drawGpu,
  lineage: drawLineage,
  capacity: drawCapacity,
};

/**
 * One chart of a run, from its view and nothing else. Never throws: where nothing can be shown yet
 * the chart says so. The same view gives the same bytes.
 */
export function chartOf(view: ExperimentView, kind: ChartKind): Chart {
  const { title, description, table, plot } = drawers[kind](view);
  const drawn = plot ?? emptyPlot(view, title, description);
  const svg = renderSvg(drawn, { id: idOf(view, kind), title, description });
  return { kind, title, description, svg, table };
}

/** Two runs may stand in one page: their charts need ids of their own. */
function idOf({ firstRunId }: ExperimentView, kind: ChartKind): string {
  return `dream-${kind}-${firstRunId.replaceAll(/[^a-zA-Z0-9]/g, '').slice(-12)}`;
}
