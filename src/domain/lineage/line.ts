import { canonicalForm, canonicalJson } from '../canonical.ts';
import type { HashedRecord } from '../lineage-record.ts';

/** One line of `lineage.jsonl`, without line end: canonical JSON of `{hash, record}`. */
export function lineOf(hashed: HashedRecord): string {
  return canonicalJson(hashed);
}

/**
 * Whether a line is what `lineOf` writes, byte for byte: so no space, escape or second key of the
 * same name can hide in it, which a JSON parser would swallow.
 */
export function isCanonicalLine(line: string): boolean {
  const form = canonicalForm(parse(line), 'integers');
  return form.kind === 'canonical' && form.text === line;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
