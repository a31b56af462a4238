import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Spec } from '../contracts/schemas/spec.ts';
import { writeFileAtomic } from './atomic-write.ts';
import { runFiles } from './file-names.ts';
import { jsonText } from './json-text.ts';

/** Writes `spec.json`: what the run was asked to do, as resolved. */
export async function writeSpec(path: string, spec: Spec): Promise<string> {
  const file = join(path, runFiles.spec);
  // Parsed, so that the text is the same whoever hands it over.
  await writeFileAtomic(file, jsonText(Spec.parse(spec)));
  return file;
}

/** The spec of a run folder; null where there is none that can be read. */
export async function readSpec(path: string): Promise<Spec | null> {
  try {
    const parsed = Spec.safeParse(JSON.parse(await readFile(join(path, runFiles.spec), 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
