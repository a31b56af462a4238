import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fetchChain } from '../client/histories.ts';
import { decodeEvents } from '../client/history-events.ts';
import { viewNow } from '../client/pending.ts';
import { firstRunOf } from '../client/watch-run.ts';
import { DreamError } from '../contracts/errors.ts';
import { foldRun } from '../domain/view/fold.ts';
import type { ExperimentView } from '../domain/view/view.ts';
import type { Context } from './globals.ts';
import { findRunFolder } from './run-folder-path.ts';
import { withStack } from './stack/server.ts';

export type LoadedRun = { readonly runId: string; readonly view: ExperimentView };

/**
 * A run by id from the server, or by its folder or exported history without any; the folder also
 * where servers forgot.
 */
export async function loadRun(context: Context, target: string): Promise<LoadedRun> {
  const found = statSync(target, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return readFolder(target);
  if (found?.isFile() === true) return readHistory(target, nameOfFile(target));
  try {
    return await withStack(context, async ({ client }) => {
      const firstRunId = await firstRunOf(client, { runId: target });
      const chain = await fetchChain(client, target, firstRunId);
      const events = chain.flatMap(({ history }) => decodeEvents(history.events));
      return { runId: target, view: await viewNow(client, target, foldRun(events)) };
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
  return readHistory(file, folder.replace(/\/+$/, '').split('/').at(-1) ?? folder);
}

function readHistory(file: string, runId: string): LoadedRun {
  const events = eventsOf(parseHistory(file));
  if (events.length === 0) throw unusable(file, 'it holds no events of a Temporal workflow');
  const view = foldRun(events);
  // another workflow, or a file that lacks its beginning
  if (view.firstRunId === '') throw unusable(file, 'it does not begin with the start of a run');
  return { runId, view };
}

function parseHistory(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw unusable(file, `it is cut off or no JSON: ${why}`);
  }
}

function unusable(where: string, why: string): DreamError {
  return new DreamError('HISTORY_UNUSABLE', {
    what: 'this file is no history of a run',
    where,
    why,
    fix: 'name a run folder, or the JSON of: temporal workflow show --output json',
  });
}

/** The history in a run folder goes by the folder's name. */
function nameOfFile(file: string): string {
  const name = basename(file, '.json');
  return name === 'history' ? basename(dirname(resolve(file))) : name;
}

/** An array of the chain's runs, or one history as the `temporal` CLI prints it. */
function eventsOf(value: unknown): ReturnType<typeof decodeEvents> {
  if (Array.isArray(value)) return value.flatMap(eventsOf);
  if (typeof value !== 'object' || value === null) return [];
  if ('history' in value) return eventsOf(value.history);
  return 'events' in value && Array.isArray(value.events) ? decodeEvents(value.events) : [];
}
