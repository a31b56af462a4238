import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePromotion } from '../../../src/artifacts/promotion/write-promotion.ts';
import type { PromotionWriting } from '../../../src/artifacts/promotion/write-promotion.ts';
import type { Proposal, WritePromotionInput } from '../../../src/contracts/promotion.ts';
import { digest, evidence, expiresMs } from '../../domain/promotion/proposals.ts';
import { createHistory } from '../history-maker.ts';
import { realFolder } from '../report/reported-runs.ts';

export const promotionId = 'promotion-spica_gpu_allocation-2026-11-22-0001';

export const proposal: Proposal = {
  evidence,
  digest,
  folder: promotionId,
  runFolder: 'spica_gpu_allocation/spica_gpu_allocation-2026-11-22-0001',
  expireAfterMs: 86_400_000,
  searchAttributes: [],
};

export const waiting: WritePromotionInput = {
  promotionId,
  promotionFirstRunId: '0198f7aa-0000-7000-8000-000000000002',
  proposal,
  expiresMs,
  decision: null,
};

export const historyOf = (input: WritePromotionInput) => {
  const history = createHistory(input.promotionFirstRunId);
  history.ask('writePromotion', '1', input);
  return history.chain();
};

export const report = { html: '<p>report</p>\n', markdown: '# report\n', json: '{}\n' };

/** An artifacts folder with the lineage of a real run in it. */
export async function artifacts(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'dream promotion '));
  const run = join(root, proposal.runFolder);
  await mkdir(run, { recursive: true });
  await writeFile(join(run, 'lineage.jsonl'), await readFile(join(realFolder, 'lineage.jsonl')));
  return root;
}

/** Writes the folder as the activity does. */
export function write(
  root: string,
  input: WritePromotionInput = waiting,
  more: Partial<PromotionWriting> = {},
): Promise<string> {
  return writePromotion({ root, input, history: historyOf(input), report, ...more });
}

export const sha256 = (bytes: string | Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** Every file of a folder with its bytes, by name. */
export const filesIn = (path: string): Readonly<Record<string, Buffer>> =>
  Object.fromEntries(
    readdirSync(path)
      .toSorted()
      .map((name) => [name, readFileSync(join(path, name))]),
  );
