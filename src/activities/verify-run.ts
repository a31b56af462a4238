import { stat } from 'node:fs/promises';
import { verifyFolder } from '../artifacts/verify-folder.ts';
import { writeHistory } from '../artifacts/write-history.ts';
import { DreamError } from '../contracts/errors.ts';
import type { RunHistory } from '../contracts/history.ts';
import type { ExperimentResult } from '../contracts/workflows.ts';
import type { VerifiedRun } from '../domain/promotion/evidence.ts';
import type { ExperimentView } from '../domain/view/view.ts';
import type { PromotionDeps } from './promotion-deps.ts';
import { runPathOf } from './run-path.ts';

type Files = {
  readonly chain: readonly RunHistory[];
  readonly view: ExperimentView;
  readonly result: ExperimentResult;
  /** `<experiment>/<run>` below the artifacts folder. */
  readonly runFolder: string;
};

/** Level 1 or nothing: the files agree with the closed history, and with what the server told. */
export async function verifyRun(
  { folders }: Pick<PromotionDeps, 'folders'>,
  { chain, view, result, runFolder }: Files,
): Promise<VerifiedRun> {
  const path = runPathOf(folders.root, runFolder);
  if ((await stat(path).catch(() => null)) === null) {
    const { experiment, folder: run } = result;
    const { firstRunId } = view;
    await writeHistory(await folders.claim({ experiment, run, firstRunId }), chain);
  }
  const { level, head, records, findings, notes } = await verifyFolder(path);
  const [finding] = findings;
  const why = finding === undefined ? notes.join('; ') : `${finding.file}: ${finding.what}`;
  if (finding !== undefined || level === null || head !== result.lineageHead) {
    throw new DreamError('LINEAGE_BROKEN', {
      what: `the lineage of the run does not verify${why === '' ? '' : `: ${why}`}`,
      where: runFolder,
      fix: 'see all of it with: dream lineage verify',
    });
  }
  if (level >= 1) return { level, head, records };
  throw new DreamError('LINEAGE_UNUSABLE', {
    what: `only level ${level} of the lineage is proven: ${why}`,
    where: runFolder,
    fix: 'propose it again when the closed history is in the run folder',
  });
}
