import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LineageLine } from '../contracts/schemas/lineage.ts';
import type { HashedRecord } from '../domain/lineage-record.ts';
import { isCanonicalLine, lineOf } from '../domain/lineage/line.ts';
import { runFiles } from './file-names.ts';
import { appendJsonl } from './jsonl.ts';

/** Appends the records that `lineage.jsonl` does not have yet; LINEAGE_BROKEN on a gap or a change. */
export async function appendLineage(path: string, records: readonly HashedRecord[]): Promise<void> {
  const [first] = records;
  if (first === undefined) return;
  const lines = records.map(lineOf);
  await appendJsonl(join(path, runFiles.lineage), { first: first.record.seq, lines });
}

/** The records before the first line that is none; `broken` is that line. */
export type ReadLineage = {
  readonly records: readonly HashedRecord[];
  readonly broken: { readonly seq: number; readonly why: string } | null;
};

/** `lineage.jsonl` of a run folder; null where there is none. */
export async function readLineage(path: string): Promise<ReadLineage | null> {
  try {
    return parseLineage(await readFile(join(path, runFiles.lineage), 'utf8'));
  } catch {
    return null;
  }
}

/** The records of the text of a `lineage.jsonl`; every line ends with a line feed. */
export function parseLineage(text: string): ReadLineage {
  const lines = text.split('\n');
  const rest = lines.pop();
  const records: HashedRecord[] = [];
  for (const [seq, line] of lines.entries()) {
    const read = parseLine(line);
    if (typeof read === 'string') return { records, broken: { seq, why: read } };
    records.push(read);
  }
  const broken = rest === '' ? null : { seq: lines.length, why: 'the last line has no end' };
  return { records, broken };
}

function parseLine(line: string): HashedRecord | string {
  if (!isCanonicalLine(line)) return 'not the canonical JSON of a record';
  const parsed = LineageLine.safeParse(JSON.parse(line));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `${issue?.path.map(String).join('.') || 'the line'}: ${issue?.message ?? 'no record'}`;
}
