import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, isWellFormed } from '../../src/domain/canonical.ts';
import { cleanEvidence, maxEvidence } from '../../src/domain/evidence.ts';

test('evidence is one line without control characters and marks of direction', () => {
  expect(cleanEvidence(' CUDA out of memory.\r\n\tTried\u001b[31m 2 GiB\u202e!\u2028\n')).toBe(
    'CUDA out of memory. Tried [31m 2 GiB !',
  );
});

test('evidence of any text can be recorded and has at most 500 characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 700 }), fc.string(), (a, b) => {
      const text = cleanEvidence(`${a}\ud83d${b}`);
      expect(isWellFormed(text)).toBe(true);
      expect(text.length).toBeLessThanOrEqual(maxEvidence);
      expect(canonicalJson(text)).toBe(JSON.stringify(text));
    }),
  );
});

test('cutting at 500 characters leaves no half of a pair', () => {
  expect(cleanEvidence(`${'x'.repeat(499)}😀`)).toBe('x'.repeat(499));
});
