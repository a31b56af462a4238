import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { Manifest, Owner, Summary } from '../contracts/schemas/artifacts.ts';
import { Spec } from '../contracts/schemas/spec.ts';
import { isLeftover, runFiles } from './file-names.ts';
import { factsOf } from './history-facts.ts';
import type { HistoryFacts } from './history-facts.ts';
import { parseLineage } from './lineage-file.ts';
import type { ReadLineage } from './lineage-file.ts';

/** A file of the folder that is not what its name says. */
export type FileProblem = { readonly file: string; readonly what: string };

/** A run folder as read back; a file that is absent or unreadable is null. */
export type RunRead = {
  /** Bytes of every plain file by name. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly firstRunId: string | null;
  readonly spec: Spec | null;
  readonly lineage: ReadLineage | null;
  readonly summary: Summary | null;
  readonly history: HistoryFacts | null;
  readonly manifest: Manifest | null;
  readonly problems: readonly FileProblem[];
};

/** Reads a run folder; every problem is a value. Throws only what the file system throws. */
export async function readRun(path: string): Promise<RunRead> {
  const { files, problems } = await readFiles(path);
  const parse = <T>(name: string, schema: z.ZodType<T>): T | null => {
    const bytes = files.get(name);
    if (bytes === undefined) return null;
    const read = parseJson(bytes.toString('utf8'), schema);
    if (read.kind === 'value') return read.value;
    problems.push({ file: name, what: read.why });
    return null;
  };
  const lineage = files.get(runFiles.lineage);
  return {
    files,
    firstRunId: parse(runFiles.owner, Owner)?.firstRunId ?? null,
    spec: parse(runFiles.spec, Spec),
    lineage: lineage === undefined ? null : parseLineage(lineage.toString('utf8')),
    summary: parse(runFiles.summary, Summary),
    history: historyOf(files.get(runFiles.history), problems),
    manifest: parse(runFiles.manifest, Manifest),
    problems,
  };
}

export const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function readFiles(
  path: string,
): Promise<{ files: ReadonlyMap<string, Buffer>; problems: FileProblem[] }> {
  const files = new Map<string, Buffer>();
  const problems: FileProblem[] = [];
  const entries = await readdir(path, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (isLeftover(entry.name)) continue;
    if (entry.isFile()) files.set(entry.name, await readFile(join(path, entry.name)));
    else problems.push({ file: entry.name, what: 'not a plain file' });
  }
  return { files, problems };
}

type Parsed<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'problem'; readonly why: string };

function parseJson<T>(text: string, schema: z.ZodType<T>): Parsed<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'problem', why: 'not JSON' };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { kind: 'value', value: parsed.data };
  const [issue] = parsed.error.issues;
  const at = issue?.path.map(String).join('.');
  return { kind: 'problem', why: `${at || 'the file'}: ${issue?.message ?? 'not valid'}` };
}

function historyOf(bytes: Buffer | undefined, problems: FileProblem[]): HistoryFacts | null {
  if (bytes === undefined) return null;
  let facts: HistoryFacts | null = null;
  try {
    facts = factsOf(JSON.parse(bytes.toString('utf8')));
  } catch {
    facts = null;
  }
  if (facts === null) problems.push({ file: runFiles.history, what: 'not the histories of a run' });
  return facts;
}
