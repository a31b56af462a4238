import { canonicalForm, canonicalJson } from '../canonical.ts';
import { sha256Hex } from '../digest.ts';
import { lineageVersion } from '../lineage-record.ts';
import type { HashedRecord, LineageEntry, LineageRecord } from '../lineage-record.ts';

/** Where the chain stands: the number of the next record and the hash of the last. */
export type ChainState = { readonly seq: number; readonly head: string };

/** `prev` of the first record. */
export const genesisPrev = '0'.repeat(64);

export const emptyChain: ChainState = { seq: 0, head: genesisPrev };

/** The next record of the chain with its hash; the state after it is `chainAfter(hashed)`. */
export function appendRecord(state: ChainState, entry: LineageEntry): HashedRecord {
  const record: LineageRecord = {
    v: lineageVersion,
    seq: state.seq,
    prev: state.head,
    ...entry,
  };
  return { record, hash: hashText(canonicalJson(record)) };
}

export function chainAfter({ record, hash }: HashedRecord): ChainState {
  return { seq: record.seq + 1, head: hash };
}

/**
 * SHA-256 over "gpu-lineage/1", a line feed and the canonical JSON of the record; null for a record
 * read from outside that has no such form.
 */
export function hashOf(record: LineageRecord): string | null {
  const form = canonicalForm(record, 'integers');
  return form.kind === 'canonical' ? hashText(form.text) : null;
}

function hashText(text: string): string {
  return sha256Hex(`gpu-lineage/${lineageVersion}\n${text}`);
}
