import { join } from 'node:path';
import type { PublishInput } from '../contracts/activities.ts';
import { DreamError } from '../contracts/errors.ts';
import type { RunHistory } from '../contracts/history.ts';
import type { Summary } from '../contracts/schemas/artifacts.ts';
import { writeFileAtomic } from './atomic-write.ts';
import { candidateTexts, writeCandidates } from './candidate-files.ts';
import { runFiles } from './file-names.ts';
import { factsOf } from './history-facts.ts';
import type { HistoryFacts } from './history-facts.ts';
import { jsonText } from './json-text.ts';
import { appendLineage, readLineage } from './lineage-file.ts';
import { writeManifest } from './manifest.ts';
import { writeSpec } from './spec-file.ts';
import { summaryOf } from './summary.ts';

export type WrittenRun = { readonly files: readonly string[]; readonly summary: Summary | null };

/**
 * Writes every file of a run folder. The history holds all that goes into them, so what an earlier
 * step could not write (a full disk) is made good here. Doing it again changes nothing.
 */
export async function writeRun(
  path: string,
  chain: readonly RunHistory[],
  input: PublishInput | null,
): Promise<WrittenRun> {
  const facts = readFacts(chain);
  const published = input ?? facts.publication;
  const files: string[] = [];
  const spec = published?.spec ?? facts.spec;
  if (spec !== null) files.push(await writeSpec(path, spec));
  await appendLineage(path, facts.records);
  const records = (await readLineage(path))?.records ?? [];
  files.push(join(path, runFiles.lineage));
  files.push(...(await writeCandidates(path, candidateTexts(records, spec?.simulated ?? null))));
  const summary = published === null ? null : summaryOf(published, records, facts);
  if (summary !== null) files.push(await writeJson(path, runFiles.summary, jsonText(summary)));
  files.push(await writeJson(path, runFiles.history, `${JSON.stringify(chain)}\n`));
  files.push(await writeManifest(path));
  return { files, summary };
}

function readFacts(chain: readonly RunHistory[]): HistoryFacts {
  const facts = factsOf(chain);
  if (facts !== null) return facts;
  throw new DreamError('INTERNAL', {
    what: 'the history of the run has another form than this version reads',
    fix: 'report it, with the version of the Temporal server',
  });
}

async function writeJson(path: string, name: string, text: string): Promise<string> {
  const file = join(path, name);
  await writeFileAtomic(file, text);
  return file;
}
