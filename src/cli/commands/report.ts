import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { writeFileAtomic } from '../../artifacts/atomic-write.ts';
import { reportFiles, runFiles } from '../../artifacts/file-names.ts';
import type { RenderedReport } from '../../artifacts/report/index.ts';
import { writeError } from '../../artifacts/write-errors.ts';
import { DreamError, exitCodes } from '../../contracts/errors.ts';
import type { Context } from '../globals.ts';
import { loadReport } from '../load-drawing.ts';
import { loadRun } from '../load-view.ts';
import { reportInputOf } from '../report-input.ts';
import { reportFolder, shortPath } from '../run-folder-path.ts';
import type { Act } from './act.ts';

type ReportFlags = { readonly out?: string | undefined };

/** `dream report`: what a reviewer reads of an ended run, as HTML, Markdown and JSON. */
export function createReportCommand(act: Act) {
  return new Command('report')
    .description('what a reviewer reads of an ended run: HTML, Markdown and JSON')
    .argument('<run>', 'id of the run, its folder, or its exported history')
    .option('--out <folder>', 'where to; default: <artifacts>/reports/<run>')
    .addHelpText(
      'after',
      '\nExample:\n  $ dream report artifacts/dream/spica_gpu_allocation/<run> --out review',
    )
    .action(act.on<ReportFlags>(report));
}

async function report(context: Context, target = '', flags: ReportFlags): Promise<number> {
  const { settings, screen } = context;
  const run = await loadRun(context, target);
  const { renderReport } = await loadReport();
  const isKnown = run.view.spec !== null;
  const rendered = isKnown ? renderReport(await reportInputOf(settings, run, target)) : null;
  if (rendered === null) throw noSpec(run.runId);
  const { out } = flags;
  const folder = out === undefined ? reportFolder(settings, run.runId) : resolve(out);
  const files = await writeReport(folder, rendered);
  if (screen.form === 'text') screen.print(files.join('\n'));
  else screen.printJson({ run: run.runId, files });
  return exitCodes.done;
}

async function writeReport(folder: string, rendered: RenderedReport): Promise<readonly string[]> {
  if (isInRunFolder(folder)) throw inRunFolder(folder);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw writeError(error, folder);
  }
  const texts = [
    [reportFiles.html, rendered.html],
    [reportFiles.markdown, rendered.markdown],
    [reportFiles.json, rendered.json],
  ] as const;
  for (const [name, text] of texts) await writeFileAtomic(join(folder, name), text);
  return texts.map(([name]) => shortPath(join(folder, name)));
}

/** The manifest of a run covers every file of its folder: one more breaks it. */
function isInRunFolder(folder: string): boolean {
  if (existsSync(join(folder, runFiles.owner))) return true;
  const above = dirname(folder);
  return above !== folder && isInRunFolder(above);
}

function inRunFolder(folder: string): DreamError {
  return new DreamError('USAGE', {
    what: 'a report cannot be written into a run folder',
    where: folder,
    why: 'its manifest covers every file: one more and the folder no longer verifies',
    fix: 'name another folder with --out, or leave it out',
  });
}

function noSpec(runId: string): DreamError {
  return new DreamError('HISTORY_UNUSABLE', {
    what: `the history of ${runId} does not say what was asked`,
    why: 'it is of another workflow, or was written by another version',
    fix: 'name a run of an experiment; see them: dream list',
  });
}
