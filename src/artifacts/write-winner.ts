import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Winner } from '../contracts/schemas/artifacts.ts';
import type { Summary } from '../contracts/schemas/artifacts.ts';
import { writeFileAtomic } from './atomic-write.ts';
import { rootFolders } from './file-names.ts';
import { jsonText } from './json-text.ts';
import { writeError } from './write-errors.ts';

/** Writes `winners/<experiment>.json` unless a newer run stands there; returns the file. */
export async function writeWinner(root: string, summary: Summary): Promise<string> {
  const folder = join(root, rootFolders.winners);
  const file = join(folder, `${summary.experiment}.json`);
  await makeFolder(folder);
  await makeFolder(join(root, rootFolders.promotions));
  const standing = await readWinner(root, summary.experiment);
  if (standing === null || Date.parse(standing.finishedAt) <= Date.parse(summary.finishedAt)) {
    await writeFileAtomic(file, jsonText(winnerOf(summary)));
  }
  return file;
}

/** The newest winner of an experiment; null where none is written or it cannot be read. */
export async function readWinner(root: string, experiment: string): Promise<Winner | null> {
  const file = join(root, rootFolders.winners, `${experiment}.json`);
  try {
    const parsed = Winner.safeParse(JSON.parse(await readFile(file, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function winnerOf(summary: Summary): Winner {
  const { result, experiment, runId, firstRunId, simulated, finishedAt } = summary;
  const { state, outcome, sentence, confirmed, winner, winnerVerdict } = result;
  const { baseline, baselineVerdict, specDigest, lineageHead } = result;
  return {
    schemaVersion: 1,
    simulated,
    experiment,
    runId,
    firstRunId,
    folder: `${experiment}/${runId}`,
    finishedAt,
    state,
    outcome,
    sentence,
    confirmed,
    winner,
    winnerVerdict,
    baseline,
    baselineVerdict,
    specDigest,
    lineageHead,
  };
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw writeError(error, path);
  }
}
