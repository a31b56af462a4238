import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { expect, test } from 'vitest';
import {
  appendRecord,
  chainAfter,
  emptyChain,
  genesisPrev,
} from '../../../src/domain/lineage/chain.ts';
import { isCanonicalLine, lineOf } from '../../../src/domain/lineage/line.ts';
import { spicaLine } from '../../../src/domain/lineage/spica.ts';
import { chainOf, genesis, wholeRun } from './records.ts';

test('the first record has number 0 and points to 64 zeros', () => {
  const { record } = appendRecord(emptyChain, genesis);
  expect(record).toEqual({ v: 1, seq: 0, prev: '0'.repeat(64), ...genesis });
  expect(genesisPrev).toHaveLength(64);
});

test('a hash is SHA-256 of the domain prefix and the canonical record, by other implementations too', () => {
  const records = chainOf(wholeRun);
  for (const { record, hash } of records) {
    const text = `gpu-lineage/1\n${canonicalize(record) ?? ''}`;
    expect(hash).toBe(createHash('sha256').update(text).digest('hex'));
  }
});

test('every record points to the one before', () => {
  const records = chainOf(wholeRun);
  records.slice(1).forEach(({ record }, index) => {
    expect(record.prev).toBe(records[index]?.hash);
    expect(record.seq).toBe(index + 1);
  });
});

test('the state after a record is its number + 1 and its hash', () => {
  const first = appendRecord(emptyChain, genesis);
  expect(chainAfter(first)).toEqual({ seq: 1, head: first.hash });
});

test('an entry with a decimal is no record', () => {
  expect(() => appendRecord(emptyChain, { ...genesis, seed: 0.5 } as typeof genesis)).toThrow(
    'no canonical JSON for $.seed',
  );
});

test('a line of the chain is canonical, any other spelling of it is not', () => {
  for (const hashed of chainOf(wholeRun)) {
    const line = lineOf(hashed);
    expect(JSON.parse(line)).toEqual(hashed);
    expect(isCanonicalLine(line)).toBe(true);
    expect(isCanonicalLine(` ${line}`)).toBe(false);
    expect(isCanonicalLine(line.replace('"seq"', String.raw`"\u0073eq"`))).toBe(false);
    expect(isCanonicalLine(line.replace('"v":1', '"v":1,"v":1'))).toBe(false);
    expect(isCanonicalLine(line.replace('"v":1', '"v":1.0'))).toBe(false);
    expect(isCanonicalLine(line.slice(1))).toBe(false);
  }
});

test("an exploration verdict becomes a line with SPEC's lineage fields", () => {
  const lines = chainOf(wholeRun).map(spicaLine);
  expect(lines.map((line) => line?.spica_id ?? null)).toEqual([
    null,
    'c0',
    'c1',
    'c2',
    null,
    null,
    'c3',
    'c4',
    null,
    null,
    null,
  ]);
  expect(lines[1]).toMatchObject({ parent_id: null, repeat_of: null, seq: 1 });
  expect(lines[7]).toEqual({
    spica_id: 'c4',
    parent_id: 'c2',
    generation: 1,
    mutations: [{ knob: 'gpu_memory_pct', from: 55, to: 60 }],
    sha256: chainOf(wholeRun)[7]?.hash,
    seq: 7,
    parent_ids: ['c2'],
    origin: 'child',
    repeat_of: null,
    configuration: { gpu_memory_pct: 60, whisper: 'small' },
    verdict: { kind: 'infeasible', evidence: 'weights + KV' },
  });
});
