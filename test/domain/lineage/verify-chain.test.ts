import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineageLine } from '../../../src/contracts/schemas/lineage.ts';
import { scoreTrial } from '../../../src/domain/fitness.ts';
import { isCanonicalLine, lineOf } from '../../../src/domain/lineage/line.ts';
import { verifyChain } from '../../../src/domain/lineage/verify-chain.ts';
import type { HashedRecord, LineageEntry } from '../../../src/domain/lineage-record.ts';
import type { VerdictRecord } from '../../../src/domain/lineage-record.ts';
import { objectives } from '../trials.ts';
import { chainOf, final, genesis, scored, space, trial, wholeRun } from './records.ts';

const rules = { space, objectives };
const whole = chainOf(wholeRun);
const verify = (records: readonly HashedRecord[]) => verifyChain(records, rules);
/** What an attacker gets who changes an entry and computes the chain anew. */
const verifyEntries = (entries: readonly LineageEntry[]) => verify(chainOf(entries));
const changed = (index: number, change: Partial<VerdictRecord>): readonly LineageEntry[] =>
  wholeRun.map((entry, at) =>
    at === index && entry.kind === 'verdict' ? { ...entry, ...change } : entry,
  );

test('a whole chain has no findings', () => {
  expect(verify(whole)).toEqual([]);
});

describe('tampering', () => {
  const lines = whole.map(lineOf);
  /** As a reader does it: canonical line, schema, chain. */
  const isCaught = (tampered: readonly string[]): boolean => {
    if (!tampered.every(isCanonicalLine)) return true;
    const parsed = tampered.map((line) => LineageLine.safeParse(JSON.parse(line)));
    const records = parsed.flatMap(({ data }) => data ?? []);
    return records.length < tampered.length || verify(records).length > 0;
  };

  test('an untouched file is not caught', () => {
    expect(isCaught(lines)).toBe(false);
  });

  test('every byte of every record changed in its lowest bit is found', () => {
    for (const [index, line] of lines.entries()) {
      const bytes = Buffer.from(line);
      for (let at = 0; at < bytes.length; at += 1) {
        const flipped = Buffer.from(bytes);
        flipped[at] = (bytes[at] ?? 0) ^ 1;
        const missed = !isCaught(lines.with(index, flipped.toString('utf8')));
        expect(missed ? `record ${index}, byte ${at} of ${line}` : null).toBeNull();
      }
    }
  }, 60_000);

  test('any byte changed to any other is found', () => {
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.nat(), fc.integer({ min: 1, max: 255 }), (...at) => {
        const [index, position, mask] = at;
        const bytes = Buffer.from(lines[index] ?? '');
        const place = position % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ mask;
        expect(isCaught(lines.with(index, bytes.toString('utf8')))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each(lines.map((_, index) => [index]))('record %i deleted is found', (index) => {
    expect(isCaught(lines.toSpliced(index, 1))).toBe(true);
  });

  test.each(lines.map((_, index) => [index]))('record %i duplicated is found', (index) => {
    expect(isCaught(lines.toSpliced(index, 0, lines[index] ?? ''))).toBe(true);
  });

  test('any two records swapped are found', () => {
    for (const [a, left] of lines.entries()) {
      for (const [b, right] of lines.slice(0, a).entries()) {
        expect(isCaught(lines.with(a, right).with(b, left))).toBe(true);
      }
    }
  });

  test('a record of another chain is found', () => {
    const other = chainOf(wholeRun.with(0, { ...genesis, seed: 8 } as typeof genesis)).map(lineOf);
    for (const [index, line] of other.entries()) {
      expect(isCaught(lines.with(index, line))).toBe(true);
    }
  });

  test('the first bad record is named with what was expected and what was there', () => {
    const records = whole.map((hashed, index) =>
      index === 2 ? { ...hashed, record: { ...hashed.record, seq: 7 } } : hashed,
    );
    expect(verify(records)[0]).toEqual({
      seq: 2,
      what: 'seq',
      expected: '2',
      got: '7',
    });
  });

  test('a record without canonical form is a finding, not an error', () => {
    const bad = whole.with(1, {
      hash: whole[1]?.hash ?? '',
      record: { ...trial('c0'), v: 1, seq: 1, prev: whole[0]?.hash ?? '', generation: 0.5 },
    });
    expect(verify(bad)).toEqual([
      { seq: 1, what: 'hash', expected: 'a record with canonical form', got: whole[1]?.hash },
    ]);
  });
});

describe('a chain computed anew is still caught', () => {
  test('when it is empty, begins without genesis or ends without final', () => {
    expect(verify([])).toEqual([
      { seq: 0, what: 'genesis', expected: 'genesis', got: 'no record' },
      { seq: 0, what: 'final', expected: 'final', got: 'no record' },
    ]);
    expect(verifyEntries([trial('c0'), final].slice(0, 1))).toMatchObject([
      { seq: 0, what: 'genesis', got: 'verdict' },
      { seq: 0, what: 'final', got: 'verdict' },
    ]);
  });

  test('when genesis or final stand twice', () => {
    const noWinner = { ...final, winnerId: null } as typeof final;
    const twice = [...wholeRun.slice(0, 3), genesis, noWinner, ...wholeRun.slice(3)];
    expect(verifyEntries(twice)).toMatchObject([
      { seq: 3, what: 'genesis', expected: 'genesis only at 0' },
      { seq: 4, what: 'final', expected: 'final only at 12' },
    ]);
  });

  test('when the winner was never tried', () => {
    const entries = wholeRun.with(-1, { ...final, winnerId: 'c9' } as typeof final);
    expect(verifyEntries(entries)).toEqual([
      { seq: 10, what: 'final', expected: 'a winner that was tried', got: 'c9' },
    ]);
    const none = wholeRun.with(-1, { ...final, winnerId: null } as typeof final);
    expect(verifyEntries(none)).toEqual([]);
  });

  test.each([
    ['a level outside the space', { gpu_memory_pct: 52, whisper: 'small' }],
    ['an unknown knob', { gpu_memory_pct: 55, whisper: 'small', extra: 1 }],
    ['a knob missing', { gpu_memory_pct: 55 }],
  ])('when a gene is %s', (_name, configuration) => {
    expect(verifyEntries(changed(2, { configuration }))[0]).toMatchObject({
      seq: 2,
      what: 'gene',
    });
  });

  test('when a gene is outside the hard bounds, although the space offers it', () => {
    const wide = {
      ...space,
      knobs: space.knobs.map((knob) =>
        knob.engine === 'llm' ? { ...knob, values: [...knob.values, 75] } : knob,
      ),
    };
    const records = chainOf(changed(2, { configuration: { gpu_memory_pct: 75, whisper: 'tiny' } }));
    expect(verifyChain(records, { ...rules, space: wide })).toMatchObject([
      { seq: 2, what: 'gene', got: 'gpu_memory_pct=75 whisper=tiny' },
    ]);
  });

  test.each([
    ['a parent that was never tried', { parentIds: ['c9'] }, 'parent'],
    ['no mutation', { mutations: [] }, 'mutation'],
    [
      'a mutation from a value that no parent has',
      { mutations: [{ knob: 'gpu_memory_pct', from: 50, to: 60 }] },
      'mutation',
    ],
    [
      'a mutation to another value',
      { mutations: [{ knob: 'gpu_memory_pct', from: 55, to: 40 }] },
      'mutation',
    ],
    [
      'a mutation that changes nothing',
      {
        mutations: [
          { knob: 'gpu_memory_pct', from: 55, to: 60 },
          { knob: 'whisper', from: 'small', to: 'small' },
        ],
      },
      'mutation',
    ],
    [
      'a mutation told twice',
      {
        mutations: [
          { knob: 'gpu_memory_pct', from: 55, to: 60 },
          { knob: 'gpu_memory_pct', from: 55, to: 60 },
        ],
      },
      'mutation',
    ],
    ['mutations without a parent', { parentIds: [] }, 'mutation'],
    ['an earlier generation', { generation: 0 }, 'generation'],
    ['the id of another candidate', { candidateId: 'c2' }, 'candidate'],
  ] as const)('when a child has %s', (_name, change, what) => {
    expect(verifyEntries(changed(7, change))).toContainEqual(
      expect.objectContaining({ seq: 7, what }),
    );
  });

  test('a child of two parents takes each gene from one of them', () => {
    const child = { parentIds: ['c1', 'c2'], mutations: [] };
    const of = (level: number, model: string) =>
      verifyEntries(
        changed(7, { ...child, configuration: { gpu_memory_pct: level, whisper: model } }),
      ).filter(({ seq }) => seq === 7);
    expect(of(55, 'tiny')).toEqual([]);
    expect(of(55, 'base')).toMatchObject([{ what: 'mutation' }]);
  });

  test.each([
    ['of nothing', { repeatOf: 'c9' }],
    ['of another configuration', { repeatOf: 'c0' }],
    ['with another verdict', { verdict: scored(200_000) }],
    ['that says it is new', { repeatOf: null }],
  ] as const)('when a repeat is %s', (_name, change) => {
    expect(verifyEntries(changed(6, change))).toMatchObject([{ seq: 6, what: 'repeat' }]);
  });

  test('a repeat whose first trial is no longer at hand says so', () => {
    const verdict = { kind: 'unmeasured', cause: 'not-run', evidence: 'stands for c2' } as const;
    expect(verifyEntries(changed(6, { verdict }))).toEqual([]);
    const cut = { kind: 'unmeasured', cause: 'cap', evidence: '' } as const;
    expect(verifyEntries(changed(6, { verdict: cut }))).toMatchObject([{ what: 'repeat' }]);
  });

  test('when the baseline is of a later generation or measured twice on one card', () => {
    expect(verifyEntries(changed(1, { generation: 1 }))).toMatchObject([
      { seq: 1, what: 'generation', expected: '0', got: '1' },
      { seq: 2, what: 'generation', expected: '1 or later', got: '0' },
      { seq: 3, what: 'generation' },
      { seq: 5, what: 'generation', expected: 'after 1' },
    ]);
    const again = trial('c0', { origin: 'baseline', verdict: scored(410_000) });
    expect(verifyEntries(wholeRun.toSpliced(4, 0, again))).toMatchObject([
      { seq: 4, what: 'candidate' },
    ]);
    expect(verifyEntries(wholeRun.toSpliced(5, 0, again))).toEqual([]);
  });

  test.each([
    ['of a candidate never tried', { candidateId: 'c9' }],
    ['of another configuration', { configuration: { gpu_memory_pct: 60, whisper: 'small' } }],
  ])('when a confirmation is %s', (_name, change) => {
    expect(verifyEntries(changed(9, change))).toMatchObject([{ seq: 9, what: 'candidate' }]);
  });

  test.each([
    ['a member never tried', { drawn: ['c0', 'c2', 'c9'] }, 'selection'],
    ['an elite never tried', { elites: ['c9'] }, 'selection'],
    ['a survivor that was not drawn', { survivors: ['c1'] }, 'selection'],
    ['a generation that began already', { generation: 0 }, 'generation'],
  ] as const)('when a selection has %s', (_name, change, what) => {
    const entries = wholeRun.map((entry) =>
      entry.kind === 'selection' ? { ...entry, ...change } : entry,
    );
    expect(verifyEntries(entries)).toMatchObject([{ seq: 5, what }]);
  });

  describe('when a score', () => {
    const values = {
      sttLatency: 300_000,
      llmLatency: 650_000,
      capacity: 8,
      stability: 1_000_000,
      efficiency: 700_000,
    };
    const rescored = (change: object) => {
      const verdict = { ...scored(400_000), ...change } as VerdictRecord['verdict'];
      return verifyEntries(changed(1, { verdict }));
    };
    const { parts } = scoreTrial(objectives, values);

    test.each([
      ['is better than its parts', { fitnessPpm: 999_999 }],
      ['has another geometric mean', { geometricPpm: 1 }],
      ['has parts of other measurements', { parts }],
      ['hides a part', { parts: parts.slice(1) }],
      ['tells a part twice', { parts: [...parts, ...parts.slice(0, 1)] }],
      ['weighs otherwise', { parts: parts.map((part) => ({ ...part, weightPpm: 200_000 })) }],
      ['claims a broken limit', { broken: ['capacity'] }],
    ])('%s', (_name, change) => {
      expect(rescored(change)).toMatchObject([{ seq: 1, what: 'fitness' }]);
    });

    test('hides a broken limit', () => {
      const score = scoreTrial(objectives, { ...values, sttLatency: 1_000_000 });
      expect(rescored(score)).toEqual([]);
      expect(rescored({ ...score, broken: [] })).toMatchObject([{ seq: 1, what: 'fitness' }]);
    });
  });
});
