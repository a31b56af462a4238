import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fetchChain } from '../client/histories.ts';
import { decodeEvents } from '../client/history-events.ts';
import { firstRunOf } from '../client/watch-run.ts';
import { DreamError } from '../contracts/errors.ts';
import { foldRun } from '../domain/view/fold.ts';
import type { ExperimentView } from '../domain/view/view.ts';
import type { Context } from './globals.ts';
import { findRunFolder } from './run-folder-path.ts';
import { withStack } from './stack/server.ts';

export type LoadedRun = { readonly runId: string; readonly view: ExperimentView };

/** A run by id from the server, or by its folder without any; the folder also where servers forgot. */
export async function loadRun(context: Context, target: string): Promise<LoadedRun> {
  if (statSync(target, { throwIfNoEntry: false })?.isDirectory() === true)
    return readFolder(target);
  try {
    return await withStack(context, async ({ client }) => {
      const firstRunId = await firstRunOf(client, { runId: target });
      const chain = await fetchChain(client, target, firstRunId);
      const events = chain.flatMap(({ history }) => decodeEvents(history.events));
      return { runId: target, view: foldRun(events) };
    });
  } catch (error) {
    const folder = findRunFolder(context.settings, target);
    if (folder === null || !isForgotten(error)) throw error;
    return readFolder(folder);
  }
}

function isForgotten(error: unknown): boolean {
  return (
    error instanceof DreamError &&
    (error.code === 'RUN_NOT_FOUND' || error.code === 'TEMPORAL_UNREACHABLE')
  );
}

/** The exported history of a run folder. */
function readFolder(folder: string): LoadedRun {
  const file = join(folder, 'history.json');
  if (!existsSync(file)) {
    throw new DreamError('FILES_ABSENT', {
      what: 'the folder holds no history of a run',
      where: file,
      fix: 'name a run folder: artifacts/dream/<experiment>/<run>',
    });
  }
  const events = eventsOf(JSON.parse(readFileSync(file, 'utf8')));
  return { runId: folder.replace(/\/+$/, '').split('/').at(-1) ?? folder, view: foldRun(events) };
}

/** An array of the chain's runs, or one history as the `temporal` CLI prints it. */
function eventsOf(value: unknown): ReturnType<typeof decodeEvents> {
  if (Array.isArray(value)) return value.flatMap(eventsOf);
  if (typeof value !== 'object' || value === null) return [];
  if ('history' in value) return eventsOf(value.history);
  return 'events' in value && Array.isArray(value.events) ? decodeEvents(value.events) : [];
}
