import { statSync } from 'node:fs';
import { Command } from '@commander-js/extra-typings';
import { verifyFolder } from '../../artifacts/verify-folder.ts';
import type { FolderCheck } from '../../artifacts/verify-folder.ts';
import { DreamError, exitCodes } from '../../contracts/errors.ts';
import { wholeNumber } from '../arguments.ts';
import type { Context } from '../globals.ts';
import { loadRun } from '../load-view.ts';
import { renderLineage, renderVerification } from '../render/lineage.ts';
import { findRunFolder } from '../run-folder-path.ts';
import type { Act } from './act.ts';

type VerifyFlags = { readonly level: number };

/** `dream lineage`: where each candidate came from, and the proof of it. */
export function createLineageCommand(act: Act) {
  const command = new Command('lineage').description(
    'where each candidate came from, and the proof',
  );
  command.addCommand(
    new Command('show')
      .description('the candidates as a tree of descent')
      .argument('<run>', 'id of the run, or its folder')
      .action(act.on(show)),
  );
  command.addCommand(
    new Command('verify')
      .description('check chain, files and agreement with the event history; works offline')
      .argument('<run>', 'run folder, or id of a run whose folder is here')
      .option(
        '--level <number>',
        'level that is required: exit with 7 below it',
        wholeNumber(0, 3),
        0,
      )
      .addHelpText(
        'after',
        '\nLevels: 0 chain, 1 agrees with the event history, 2 signed, 3 witnessed.',
      )
      .action(act.on<VerifyFlags>(verify)),
  );
  return command;
}

async function show(context: Context, target = ''): Promise<number> {
  const { runId, view } = await loadRun(context, target);
  const { screen } = context;
  if (screen.form === 'text') screen.print(renderLineage(runId, view, screen.paint));
  else screen.printJson(view.rows);
  return exitCodes.done;
}

async function verify(context: Context, target = '', flags: VerifyFlags): Promise<number> {
  const folder = folderOf(context, target);
  const checked = await verifyFolder(folder);
  const { screen } = context;
  if (screen.form === 'text') screen.print(renderVerification(folder, checked, screen.paint));
  else screen.printJson({ folder, ...checked });
  return codeOf(checked, flags.level);
}

function folderOf({ settings }: Context, target: string): string {
  if (statSync(target, { throwIfNoEntry: false }) !== undefined) return target;
  const found = findRunFolder(settings, target);
  if (found !== null) return found;
  throw new DreamError('LINEAGE_UNUSABLE', {
    what: `there is no run folder "${target.slice(0, 200)}"`,
    fix: 'name a run folder: <artifacts>/<experiment>/<run>',
  });
}

function codeOf({ level, findings }: FolderCheck, required: number): number {
  if (findings.length > 0 || level === null) return exitCodes.lineageBroken;
  return level < required ? exitCodes.levelTooLow : exitCodes.done;
}
