import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fieldOf, parseJson, textOf } from './json-value.ts';
import { readWavHeader } from './wav-header.ts';

/** A recording with what is said in it. */
export type Clip = {
  readonly name: string;
  readonly text: string;
  /** SHA-256 of the file, hex. */
  readonly digest: string;
  readonly durationMs: number;
  readonly bytes: Uint8Array;
};

export type ClipSet = { readonly clips: readonly Clip[]; readonly longest: Clip };

export type ClipSetResult =
  | { readonly kind: 'clips'; readonly set: ClipSet }
  | { readonly kind: 'bad'; readonly where: string; readonly reason: string };

type Entry = { readonly file: string; readonly text: string; readonly digest?: string };
type Entries = { readonly where: string; readonly entries: readonly (Entry | undefined)[] };
type Bad = Extract<ClipSetResult, { kind: 'bad' }>;

const bad = (where: string, reason: string): Bad => ({ kind: 'bad', where, reason });

/** Reads a folder of WAVs with `clips.json` or `transcripts.jsonl`, in the order of that list. */
export async function readClipSet(folder: string): Promise<ClipSetResult> {
  const list = await readEntries(folder);
  if (list === undefined) {
    return bad(folder, 'neither clips.json nor transcripts.jsonl is in the folder');
  }
  const clips: Clip[] = [];
  for (const [index, entry] of list.entries.entries()) {
    const clip = entry === undefined ? undefined : await readClip(folder, entry);
    if (clip === undefined) {
      return bad(`${list.where}, entry ${index + 1}`, 'a file name and a text are needed');
    }
    if ('kind' in clip) {
      return clip;
    }
    clips.push(clip);
  }
  const longest = clips.toSorted((a, b) => b.durationMs - a.durationMs)[0];
  return longest === undefined
    ? bad(list.where, 'no clip is listed')
    : { kind: 'clips', set: { clips, longest } };
}

async function readEntries(folder: string): Promise<Entries | undefined> {
  const manifest = join(folder, 'clips.json');
  const json = await readText(manifest);
  if (json !== undefined) {
    const value = parseJson(json);
    const items: unknown = Array.isArray(value) ? value : fieldOf(value, 'clips');
    return { where: manifest, entries: Array.isArray(items) ? items.map(entryOf) : [undefined] };
  }
  const transcripts = join(folder, 'transcripts.jsonl');
  const lines = await readText(transcripts);
  return lines === undefined
    ? undefined
    : { where: transcripts, entries: linesOf(lines).map((line) => entryOf(parseJson(line))) };
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}

function entryOf(value: unknown): Entry | undefined {
  const file = textOf(fieldOf(value, 'file')) ?? textOf(fieldOf(value, 'clip'));
  const text = textOf(fieldOf(value, 'text'));
  const digest = textOf(fieldOf(value, 'digest'));
  // A listed name may not lead out of the folder.
  if (file === undefined || text === undefined || file === '' || basename(file) !== file) {
    return undefined;
  }
  return digest === undefined ? { file, text } : { file, text, digest };
}

async function readClip(folder: string, entry: Entry): Promise<Clip | Bad> {
  const where = join(folder, entry.file);
  const bytes = await readFile(where).catch(() => undefined);
  if (bytes === undefined) {
    return bad(where, 'the clip is listed but cannot be read');
  }
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (entry.digest !== undefined && entry.digest !== digest) {
    return bad(where, `digest ${digest.slice(0, 12)}…, listed ${entry.digest.slice(0, 12)}…`);
  }
  const header = readWavHeader(bytes);
  return header.kind === 'bad'
    ? bad(where, header.reason)
    : { name: entry.file, text: entry.text, digest, durationMs: header.durationMs, bytes };
}
