import type { PublishInput } from '../contracts/activities.ts';
import type { RunHistory } from '../contracts/history.ts';
import { writeRun } from './write-run.ts';
import { writeWinner } from './write-winner.ts';

export type Publishing = {
  /** The artifacts folder. */
  readonly root: string;
  /** The run folder. */
  readonly path: string;
  readonly input: PublishInput;
  /** The histories of the chain so far. */
  readonly chain: readonly RunHistory[];
};

/** Writes the run folder and `winners/<experiment>.json`; returns the files. */
export async function publishRun({
  root,
  path,
  input,
  chain,
}: Publishing): Promise<readonly string[]> {
  const { files, summary } = await writeRun(path, chain, input);
  return summary === null ? files : [...files, await writeWinner(root, summary)];
}
