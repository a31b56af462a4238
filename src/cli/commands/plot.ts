import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { writeFileAtomic } from '../../artifacts/atomic-write.ts';
import { chartKinds } from '../../artifacts/charts/chart.ts';
import type { Chart, ChartKind } from '../../artifacts/charts/chart.ts';
import { writeError } from '../../artifacts/write-errors.ts';
import { exitCodes } from '../../contracts/errors.ts';
import type { Context } from '../globals.ts';
import { loadCharts } from '../load-drawing.ts';
import { loadRun } from '../load-view.ts';
import { reportFolder, shortPath } from '../run-folder-path.ts';
import type { Act } from './act.ts';

type PlotFlags = {
  readonly kind: ChartKind;
  readonly out?: string | undefined;
};

/** `dream plot`: one chart of a run as SVG. */
export function createPlotCommand(act: Act) {
  return new Command('plot')
    .description('one chart of a run as SVG')
    .argument('<run>', 'id of the run, its folder, or its exported history')
    .addOption(
      new Option('--kind <kind>', 'what it shows').choices(chartKinds).default('fitness' as const),
    )
    .option(
      '--out <file>',
      'where to, or - for standard output; default: <artifacts>/reports/<run>',
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ dream plot artifacts/dream/spica_gpu_allocation/<run> --kind heatmap --out map.svg',
    )
    .action(act.on<PlotFlags>(plot));
}

async function plot(
  context: Context,
  target: string | undefined,
  flags: PlotFlags,
): Promise<number> {
  const { runId, view } = await loadRun(context, target ?? '');
  const { chartOf } = await loadCharts();
  const chart = chartOf(view, flags.kind);
  if (flags.out === '-') printChart(context, runId, chart);
  else {
    const file =
      flags.out === undefined ? defaultFile(context, runId, flags.kind) : resolve(flags.out);
    await writeChart(file, chart);
    sayFile(context, { runId, file: shortPath(file), chart });
  }
  return exitCodes.done;
}

function printChart({ screen }: Context, run: string, { kind, svg, table }: Chart): void {
  if (screen.form === 'text') screen.print(svg.trimEnd());
  else screen.printJson({ run, kind, file: null, svg, table });
}

type Written = { readonly runId: string; readonly file: string; readonly chart: Chart };

function sayFile({ screen }: Context, { runId, file, chart }: Written): void {
  const { kind, description, table } = chart;
  if (screen.form === 'text') {
    screen.print(file);
    screen.say(description);
  } else screen.printJson({ run: runId, kind, file, table });
}

function defaultFile({ settings }: Context, runId: string, kind: ChartKind): string {
  return join(reportFolder(settings, runId), `${kind}.svg`);
}

async function writeChart(file: string, { svg }: Chart): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw writeError(error, dirname(file));
  }
  await writeFileAtomic(file, svg);
}
