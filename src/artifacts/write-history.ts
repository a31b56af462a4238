import { dirname, join } from 'node:path';
import type { RunHistory } from '../contracts/history.ts';
import { runFiles } from './file-names.ts';
import { writeRun } from './write-run.ts';
import { writeWinner } from './write-winner.ts';

/**
 * Writes `history.json` in its final form, after the close, and with it every file that could not be
 * written before; returns its path.
 */
export async function writeHistory(path: string, chain: readonly RunHistory[]): Promise<string> {
  const { summary } = await writeRun(path, chain, null);
  if (summary !== null) await writeWinner(dirname(dirname(path)), summary);
  return join(path, runFiles.history);
}
