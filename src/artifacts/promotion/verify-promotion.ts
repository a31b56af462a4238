import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PromotionManifest } from '../../contracts/schemas/promotion.ts';
import { sha256Hex } from '../../domain/digest.ts';
import { rootFolders } from '../file-names.ts';
import { promotionFiles } from './promotion-files.ts';
import { digestsIn } from './write-promotion.ts';

/**
 * What of a promotion folder is not as it was written, in words; null where all is, or where no
 * folder is here yet.
 */
export async function verifyPromotion(
  root: string,
  { folder, digest }: { readonly folder: string; readonly digest: string },
): Promise<string | null> {
  const path = join(root, rootFolders.promotions, folder);
  const text = await readFile(join(path, promotionFiles.manifest), 'utf8').catch(() => null);
  if (text === null) return null;
  const manifest = parse(text);
  if (manifest === null) return `${promotionFiles.manifest} is not as it was written`;
  const found = await digestsIn(path);
  const names = [...new Set([...Object.keys(manifest.files), ...Object.keys(found)])];
  const changed = names.find((name) => manifest.files[name] !== found[name]);
  if (changed !== undefined) return `${changed} is not as it was written`;
  return manifest.evidence === digest && manifest.files[promotionFiles.evidence] === digest
    ? null
    : `${promotionFiles.evidence} is that of another proposal`;
}

function parse(text: string): PromotionManifest | null {
  try {
    const { digest, ...rest } = PromotionManifest.parse(JSON.parse(text));
    return sha256Hex(JSON.stringify(rest)) === digest ? { ...rest, digest } : null;
  } catch {
    return null;
  }
}
