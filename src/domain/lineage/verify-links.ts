import type { HashedRecord, LineageRecord } from '../lineage-record.ts';
import { genesisPrev, hashOf } from './chain.ts';
import type { Finding } from './finding.ts';

/**
 * The chain itself: hashes, links, numbers without a gap, one genesis at the start, one final record
 * at the end.
 */
export function verifyLinks(records: readonly HashedRecord[]): readonly Finding[] {
  const links = records.flatMap((hashed, index) => verifyLink(hashed, index, records[index - 1]));
  return [...links, ...verifyEnds(records)];
}

function verifyLink(
  { record, hash }: HashedRecord,
  index: number,
  before: HashedRecord | undefined,
): readonly Finding[] {
  const checks = [
    { what: 'seq', expected: String(index), got: String(record.seq) },
    { what: 'prev', expected: before?.hash ?? genesisPrev, got: record.prev },
    { what: 'hash', expected: hashOf(record) ?? 'a record with canonical form', got: hash },
  ] as const;
  return checks
    .filter(({ expected, got }) => expected !== got)
    .map((check) => ({ seq: index, ...check }));
}

function verifyEnds(records: readonly HashedRecord[]): readonly Finding[] {
  const last = records.length - 1;
  const misplaced = records.flatMap(({ record }, index) => [
    ...wrongPlace(record, 'genesis', { index, place: 0 }),
    ...wrongPlace(record, 'final', { index, place: last }),
  ]);
  const [first] = records;
  const missing: Finding[] = [];
  if (first?.record.kind !== 'genesis')
    missing.push({ seq: 0, what: 'genesis', expected: 'genesis', got: kindOf(first) });
  const end = records[last];
  if (end?.record.kind !== 'final')
    missing.push({ seq: Math.max(0, last), what: 'final', expected: 'final', got: kindOf(end) });
  return [...misplaced, ...missing];
}

function wrongPlace(
  record: LineageRecord,
  kind: 'genesis' | 'final',
  at: { readonly index: number; readonly place: number },
): readonly Finding[] {
  if (record.kind !== kind || at.index === at.place) return [];
  return [{ seq: at.index, what: kind, expected: `${kind} only at ${at.place}`, got: kind }];
}

function kindOf(hashed: HashedRecord | undefined): string {
  return hashed === undefined ? 'no record' : hashed.record.kind;
}
