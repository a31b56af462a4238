import type { LatencyChange } from '../../domain/comparison.ts';
import type { SideComparison } from '../../domain/review/compare-sides.ts';
import type {
  MeasuredFigures,
  MedianInterval,
  SideFigures,
} from '../../domain/review/side-figures.ts';
import type { Paint } from './paint.ts';
import { renderTable } from './table.ts';
import {
  objectiveWords,
  showCapacity,
  showDifference,
  showFitness,
  showMs,
  showPercent,
} from '../../domain/words/figures.ts';

/** What the two sides are called. */
export const roles = {
  'one-run': { candidate: 'candidate', against: 'baseline' },
  'two-runs': { candidate: 'newer', against: 'older' },
} as const;

/** Every objective of both sides with what changed between them. */
export function figuresTable(
  { scope, candidate, against, comparison }: SideComparison,
  paint: Paint,
): string {
  const { measured } = candidate;
  const other = against.measured;
  const change = comparison === null ? '' : showDifference(comparison.differencePpm);
  const latency = (name: 'sttLatency' | 'llmLatency'): readonly string[] => [
    objectiveWords[name],
    cell(measured, (figures) => showInterval(figures[name])),
    cell(other, (figures) => showInterval(figures[name])),
    changeOf(comparison?.latencies ?? [], name),
  ];
  const row = (title: string, show: (figures: MeasuredFigures) => string): readonly string[] => [
    title,
    cell(measured, show),
    cell(other, show),
  ];
  return renderTable(
    [
      { title: '(95 % interval)' },
      { title: roles[scope].candidate, align: 'right' },
      { title: roles[scope].against, align: 'right' },
      { title: 'change', align: 'right' },
    ],
    [
      [...row('fitness', ({ fitnessPpm }) => showFitness(fitnessPpm)), change],
      latency('sttLatency'),
      latency('llmLatency'),
      row(objectiveWords.capacity, ({ capacity }) => showCapacity(capacity)),
      row(objectiveWords.stability, ({ stress }) => `${stress.good} of ${stress.requests}`),
      row(objectiveWords.efficiency, ({ usedPpm }) => showPercent(usedPpm)),
      ['word error rate', errorRate(candidate), errorRate(against)],
    ],
    paint.dim,
  );
}

function cell(
  measured: MeasuredFigures | null,
  show: (figures: MeasuredFigures) => string,
): string {
  return measured === null ? '-' : show(measured);
}

function showInterval({ medianUs, ci: [low, high] }: MedianInterval): string {
  return `${showMs(medianUs)} ms (${showMs(low)}-${showMs(high)})`;
}

function changeOf(latencies: readonly LatencyChange[], name: LatencyChange['objective']): string {
  const found = latencies.find(({ objective }) => objective === name);
  return found === undefined ? '' : showChange(found.changePpm);
}

function errorRate({ wordErrorPpm }: SideFigures): string {
  return wordErrorPpm === null ? '-' : showPercent(wordErrorPpm);
}

/** +5.6 % or -32.3 %. */
export function showChange(ppm: number): string {
  return `${ppm < 0 ? '' : '+'}${showPercent(ppm)}`;
}
