import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunHistory } from '../../contracts/history.ts';
import { PromotionManifest } from '../../contracts/schemas/promotion.ts';
import type { WritePromotionInput } from '../../contracts/promotion.ts';
import { sha256Hex } from '../../domain/digest.ts';
import { writeFileAtomic } from '../atomic-write.ts';
import { checkDiskSpace } from '../disk-space.ts';
import { rootFolders, runFiles } from '../file-names.ts';
import { jsonText } from '../json-text.ts';
import { sha256Of } from '../read-run.ts';
import { claimFolder } from '../run-folder.ts';
import { candidateText, decisionText, evidenceText, promotionFiles } from './promotion-files.ts';

export type PromotionWriting = {
  /** The artifacts folder. */
  readonly root: string;
  readonly input: WritePromotionInput;
  /** History of the promotion so far: it has the answer as the event that it was. */
  readonly history: readonly RunHistory[];
  /** The report of the run; null where it cannot be made any more. */
  readonly report: Reported | null;
};

export type Reported = { readonly html: string; readonly markdown: string; readonly json: string };

const neededMiB = 16;

/**
 * Writes `promotions/<id>/`, each file whole or not at all, the manifest last; doing it again
 * changes nothing but what is new. Returns the folder.
 */
export async function writePromotion({
  root,
  input,
  history,
  report,
}: PromotionWriting): Promise<string> {
  const { proposal, promotionFirstRunId: firstRunId } = input;
  const parent = rootFolders.promotions;
  const path = await claimFolder({ root, parent, name: proposal.folder, firstRunId });
  await checkDiskSpace(path, neededMiB);
  const texts: readonly (readonly [string, string | null])[] = [
    [promotionFiles.candidate, candidateText(proposal)],
    [promotionFiles.evidence, evidenceText(proposal.evidence)],
    [promotionFiles.lineage, await lineageOf(root, proposal.runFolder)],
    [promotionFiles.reportHtml, report?.html ?? null],
    [promotionFiles.reportMarkdown, report?.markdown ?? null],
    [promotionFiles.reportJson, report?.json ?? null],
    [promotionFiles.history, `${JSON.stringify(history)}\n`],
    [promotionFiles.decision, decisionText(input)],
  ];
  for (const [name, text] of texts) {
    if (text !== null) await writeFileAtomic(join(path, name), text);
  }
  await writeFileAtomic(join(path, promotionFiles.manifest), await manifestText(path, input));
  return path;
}

/** The chain that the winner comes from, as it lies in the run's folder. */
async function lineageOf(root: string, runFolder: string): Promise<string | null> {
  return readFile(join(root, runFolder, runFiles.lineage), 'utf8').catch(() => null);
}

async function manifestText(path: string, input: WritePromotionInput): Promise<string> {
  const { promotionId, proposal, decision } = input;
  const rest = {
    schemaVersion: 1,
    promotionId,
    run: proposal.evidence.review.run.runId,
    state: decision?.state ?? 'proposed',
    evidence: proposal.digest,
    files: await digestsIn(path),
  } as const;
  return jsonText(PromotionManifest.parse({ ...rest, digest: sha256Hex(JSON.stringify(rest)) }));
}

/** SHA-256 of every file that is there, but of the manifest. */
export async function digestsIn(path: string): Promise<Readonly<Record<string, string>>> {
  const names = Object.values(promotionFiles).filter((name) => name !== promotionFiles.manifest);
  const digests: [string, string][] = [];
  for (const name of names) {
    const bytes = await readFile(join(path, name)).catch(() => null);
    if (bytes !== null) digests.push([name, sha256Of(bytes)]);
  }
  return Object.fromEntries(digests);
}
