import { Command } from '@commander-js/extra-typings';
import { listRuns } from '../../client/list-runs.ts';
import { exitCodes } from '../../contracts/errors.ts';
import { wholeNumber } from '../arguments.ts';
import type { Context } from '../globals.ts';
import { renderList } from '../render/list.ts';
import { openRuns } from '../stack/runs-in-the-way.ts';
import { withStack } from '../stack/server.ts';
import type { Act } from './act.ts';

type ListFlags = { readonly limit: number; readonly open?: true | undefined };

/** `dream list`: runs, newest first; what the open ones are doing. */
export function createListCommand(act: Act) {
  return new Command('list')
    .description('runs on this server, newest first')
    .option('--limit <number>', 'at most so many', wholeNumber(1, 1_000), 20)
    .option('--open', 'only those that have not ended')
    .action(act.plain<ListFlags>(list));
}

function list(context: Context, flags: ListFlags): Promise<number> {
  return withStack(context, async ({ client }) => {
    const { screen, own } = context;
    const openOnly = flags.open === true;
    const runs = await listRuns(client, { limit: flags.limit, openOnly });
    if (screen.form === 'json') screen.printJson(runs);
    else if (screen.form === 'jsonl') runs.forEach(screen.printJson);
    else if (runs.length === 0) screen.say(`no runs; start one with: ${own} run`);
    else screen.print(renderList(runs, await openRuns(client), screen.paint));
    return exitCodes.done;
  });
}
