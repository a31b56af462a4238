import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CheckInput } from '../../contracts/promotion.ts';
import { PromotionManifest } from '../../contracts/schemas/promotion.ts';
import { sha256Hex } from '../../domain/digest.ts';
import { rootFolders } from '../file-names.ts';
import { jsonText } from '../json-text.ts';
import { candidateText, promotionFiles } from './promotion-files.ts';
import { digestsIn } from './write-promotion.ts';

/** An answer may come while the folder is still being written, the manifest last. */
const writingMs = 2_000;
const lookMs = 50;

/**
 * What of a promotion folder is not as it was written, in words; null where all is, or where
 * nothing was written here yet.
 */
export async function verifyPromotion(
  root: string,
  { promotionId, proposal }: CheckInput,
): Promise<string | null> {
  const path = join(root, rootFolders.promotions, proposal.folder);
  const text = await manifestIn(path);
  const found = await digestsIn(path);
  if (text === null) {
    const isBegun = Object.keys(found).some((name) => name !== promotionFiles.owner);
    return isBegun ? `${promotionFiles.manifest} is missing` : null;
  }
  const manifest = parse(text);
  if (manifest === null) return notAsWritten(promotionFiles.manifest);
  const names = [...new Set([...Object.keys(manifest.files), ...Object.keys(found)])];
  const changed = names.find((name) => manifest.files[name] !== found[name]);
  if (changed !== undefined) return notAsWritten(changed);
  if (manifest.promotionId !== promotionId) {
    return `${promotionFiles.manifest} is that of another proposal`;
  }
  // Whoever changes a file can make the manifest anew; what the proposal itself says stays.
  const { evidence, files } = manifest;
  if (evidence !== proposal.digest || files[promotionFiles.evidence] !== proposal.digest) {
    return `${promotionFiles.evidence} is that of another proposal`;
  }
  return files[promotionFiles.candidate] === sha256Hex(candidateText(proposal))
    ? null
    : notAsWritten(promotionFiles.candidate);
}

function notAsWritten(name: string): string {
  return `${name} is not as it was written`;
}

/** The manifest's text; null where none comes although other files are there. */
async function manifestIn(path: string): Promise<string | null> {
  const endMs = performance.now() + writingMs;
  for (;;) {
    const text = await readFile(join(path, promotionFiles.manifest), 'utf8').catch(() => null);
    if (text !== null || performance.now() > endMs) return text;
    if (Object.keys(await digestsIn(path)).length === 0) return null;
    await delay(lookMs);
  }
}

/** The manifest, byte by byte as it is written; null for any other text. */
function parse(text: string): PromotionManifest | null {
  try {
    const { digest, ...rest } = PromotionManifest.parse(JSON.parse(text));
    const manifest = { ...rest, digest: sha256Hex(JSON.stringify(rest)) };
    return jsonText(manifest) === text && manifest.digest === digest ? manifest : null;
  } catch {
    return null;
  }
}
