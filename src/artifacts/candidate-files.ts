import { join } from 'node:path';
import { canonicalJson } from '../domain/canonical.ts';
import type { HashedRecord } from '../domain/lineage-record.ts';
import { spicaLine } from '../domain/lineage/spica.ts';
import { writeFileAtomic } from './atomic-write.ts';
import { candidatesFile } from './file-names.ts';

/** Text of each `gen_<N>_candidates.jsonl` by its name, as the records of a run have it. */
export function candidateTexts(
  records: readonly HashedRecord[],
  simulated: boolean | null,
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const hashed of records) {
    const line = spicaLine(hashed);
    if (line === null) continue;
    const name = candidatesFile(line.generation);
    const text = canonicalJson(simulated === null ? line : { ...line, simulated });
    texts.set(name, `${texts.get(name) ?? ''}${text}\n`);
  }
  return texts;
}

/** Writes the files of the generations asked for, each whole or not at all; returns their paths. */
export async function writeCandidates(
  path: string,
  texts: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const files: string[] = [];
  for (const [name, text] of texts) {
    await writeFileAtomic(join(path, name), text);
    files.push(join(path, name));
  }
  return files;
}
