import type { GenerationInput } from '../contracts/activities.ts';
import { candidateTexts, writeCandidates } from './candidate-files.ts';
import { appendLineage, readLineage } from './lineage-file.ts';
import { readSpec } from './spec-file.ts';

/**
 * Appends the records to `lineage.jsonl` and writes `gen_<N>_candidates.jsonl` of every generation
 * that they touch. Doing it twice changes nothing; a torn last line is mended.
 */
export async function writeGeneration(path: string, input: GenerationInput): Promise<void> {
  await appendLineage(path, input.records);
  const simulated = (await readSpec(path))?.simulated ?? null;
  const all = candidateTexts((await readLineage(path))?.records ?? [], simulated);
  const touched = candidateTexts(input.records, simulated);
  await writeCandidates(path, new Map([...all].filter(([name]) => touched.has(name))));
}
