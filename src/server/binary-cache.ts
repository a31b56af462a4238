import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

export type CacheEntry =
  | { readonly kind: 'intact'; readonly path: string; readonly sha256: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'changed'; readonly path: string; readonly reason: string };

/** Re-hashes a cached executable and compares it with the digest written beside it. */
export const readCacheEntry = async (path: string): Promise<CacheEntry> => {
  const expected = await readFile(digestPath(path), 'utf8').catch(() => undefined);
  const actual = await hashFile(path).catch(() => undefined);
  if (actual === undefined) {
    return { kind: 'absent' };
  }
  return expected?.trim() === actual
    ? { kind: 'intact', path, sha256: actual }
    : { kind: 'changed', path, reason: 'its SHA-256 is not the one written at installation' };
};

/** Writes the digest of an executable beside it and returns it. */
export const sealExecutable = async (path: string): Promise<string> => {
  const sha256 = await hashFile(path);
  await writeFile(digestPath(path), `${sha256}\n`);
  return sha256;
};

/** SHA-256 of a file as 64 hex digits. */
export const hashFile = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
};

const digestPath = (path: string): string => `${path}.sha256`;
