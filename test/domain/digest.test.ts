import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestOf, sha256Hex } from '../../src/domain/digest.ts';

test('SHA-256 is that of the UTF-8 bytes, as Node computes it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(sha256Hex(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
    }),
  );
});

test('a digest does not depend on the order of keys', () => {
  expect(digestOf({ a: 1, b: { c: 0.25, d: 'x' } })).toBe(
    digestOf({ b: { d: 'x', c: 0.25 }, a: 1 }),
  );
});

test('a digest is the SHA-256 of the canonical text', () => {
  expect(digestOf({ b: 0.5, a: [1] })).toBe(sha256Hex('{"a":[1],"b":0.5}'));
});

test('a value without canonical form has no digest', () => {
  expect(() => digestOf({ at: undefined })).toThrow(
    'no canonical JSON for $.at: undefined is not JSON',
  );
});
