import { configurationWords } from '../../domain/configuration-words.ts';
import { gpuSteps } from '../../domain/series/gpu-steps.ts';
import { roleOf, standingOf } from '../../domain/series/standing.ts';
import type { Standing } from '../../domain/series/standing.ts';
import type { ExperimentView, Row } from '../../domain/view/view.ts';
import { capital } from '../../domain/words/figures.ts';
import type { Drawing } from './chart.ts';
import { gpuPlot } from './gpu-plot.ts';
import type { Watched } from './gpu-plot.ts';
import { namedRow, probeWords, titleOf } from './words.ts';

/** Memory and utilisation of the card while the baseline and the best candidate were probed. */
export function drawGpu(view: ExperimentView): Drawing {
  const title = titleOf(view, 'The GPU during the probes');
  const standing = standingOf(view);
  const watched = [...new Set([standing.baseline, standing.best])].flatMap((row) =>
    watchedOf(standing, row),
  );
  return {
    title,
    description: watched.length === 0 ? 'There are no figures of the GPU yet.' : describe(watched),
    table: {
      columns: [
        'Candidate',
        'Configuration',
        'Probe',
        'Seconds',
        'Most memory',
        'Mean utilisation',
      ],
      rows: watched.flatMap(tableRows),
    },
    plot: watched.length === 0 ? null : gpuPlot(view, title, watched),
  };
}

function watchedOf(standing: Standing, row: Row | null): readonly Watched[] {
  if (row === null || row.gpu === null || row.gpu.points.length === 0) return [];
  return [{ row, gpu: row.gpu, role: roleOf(standing, row), steps: gpuSteps(row) }];
}

function describe(watched: readonly Watched[]): string {
  return [
    'Memory used and utilisation of the GPU over time, with the probes as bands.',
    ...watched.map(
      ({ row, gpu, role }) =>
        `${capital(role)} ${namedRow(row)}: ${gpu.peakUsedMiB === undefined ? 'memory not reported' : `the engines used at most ${gpu.peakUsedMiB} of ${gpu.totalMiB} MiB`}.`,
    ),
  ].join(' ');
}

function tableRows({ row, gpu, role, steps }: Watched): readonly (readonly string[])[] {
  const name = [`${row.id}, ${role}`, configurationWords(row.configuration)];
  const length = gpu.points.at(-1)?.[0] ?? 0;
  return [
    ...steps.map(({ activity, fromMs, toMs, mostUsedMiB, meanBusyPct }) => [
      ...name,
      probeWords(activity),
      `${seconds(fromMs)} to ${seconds(toMs)}`,
      mostUsedMiB === null ? 'not reported' : `${mostUsedMiB} MiB`,
      meanBusyPct === null ? 'not reported' : `${meanBusyPct} %`,
    ]),
    [
      ...name,
      'all',
      `0.0 to ${seconds(length)}`,
      gpu.peakUsedMiB === undefined ? 'not reported' : `${gpu.peakUsedMiB} of ${gpu.totalMiB} MiB`,
      gpu.busyPpm === undefined ? 'not reported' : `${Math.round(gpu.busyPpm / 10_000)} %`,
    ],
  ];
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
