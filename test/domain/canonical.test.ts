import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../src/domain/canonical.ts';
import { canonicalForm, canonicalJson, isWellFormed } from '../../src/domain/canonical.ts';

const key = fc.string({ unit: 'grapheme-ascii', maxLength: 12 });
const { value: allowed } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger().filter((n) => !Object.is(n, -0)),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 6 }),
    fc.dictionary(key, tie('value'), { maxKeys: 6 }),
  ),
}));

describe('canonical JSON', () => {
  test('equals the second implementation for every allowed value', () => {
    fc.assert(
      fc.property(allowed, (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
      { numRuns: 500 },
    );
  });

  test('is parsed back to the same value', () => {
    fc.assert(
      fc.property(allowed, (value) => {
        expect(canonicalJson(JSON.parse(canonicalJson(value)) as JsonValue)).toBe(
          canonicalJson(value),
        );
      }),
    );
  });

  test('does not depend on the order of keys', () => {
    expect(canonicalJson({ b: 1, a: [true, null], B: 'x' })).toBe(
      '{"B":"x","a":[true,null],"b":1}',
    );
  });

  test('writes decimals in the number form of RFC 8785 where they are allowed', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
        (number) => {
          fc.pre(!Object.is(number, -0));
          expect(canonicalForm({ number }, 'decimals')).toEqual({
            kind: 'canonical',
            text: canonicalize({ number }),
          });
        },
      ),
    );
  });

  test('keeps a key named __proto__ as data', () => {
    const parsed: unknown = JSON.parse('{"__proto__":1}');
    expect(canonicalForm(parsed, 'integers')).toEqual({
      kind: 'canonical',
      text: '{"__proto__":1}',
    });
  });

  test('accepts an object without a prototype', () => {
    expect(canonicalForm(Object.create(null), 'integers')).toEqual({
      kind: 'canonical',
      text: '{}',
    });
  });

  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  test.each([
    ['a decimal', 0.5, '$.x', '0.5 is not an integer'],
    ['NaN', Number.NaN, '$.x', 'NaN is not a finite number'],
    ['infinity', -Infinity, '$.x', '-Infinity is not a finite number'],
    ['-0', -0, '$.x', '-0 is not allowed'],
    ['2^53', 2 ** 53, '$.x', '9007199254740992 is beyond the safe integers'],
    ['half a surrogate pair', 'a\ud83d', '$.x', 'text holds a lone surrogate'],
    ['a key beyond ASCII', { é: 1 }, '$.x.é', 'key is not ASCII'],
    ['a control character in a key', { '\n': 1 }, '$.x.\n', 'key is not ASCII'],
    ['undefined', undefined, '$.x', 'undefined is not JSON'],
    ['a function', () => 1, '$.x', 'function is not JSON'],
    ['a symbol', Symbol('s'), '$.x', 'symbol is not JSON'],
    ['a bigint', 1n, '$.x', 'bigint is not JSON'],
    ['a Map', new Map([['a', 1]]), '$.x', 'not a plain object'],
    ['a Date', new Date(0), '$.x', 'not a plain object'],
    ['a hole in an array', [1, , 2], '$.x[1]', 'undefined is not JSON'], // oxlint-disable-line no-sparse-arrays -- the hole is the case
    [
      'an object whose prototype is a function',
      Object.create(() => 1),
      '$.x',
      'not a plain object',
    ],
    ['a bad value deep inside', { a: [{ b: 0.1 }] }, '$.x.a[0].b', '0.1 is not an integer'],
    ['a cycle', cyclic, `$.x${'[0]'.repeat(63)}`, 'nested deeper than 64'],
  ])('refuses %s and says where', (_name, value, at, why) => {
    expect(canonicalForm({ ok: 1, x: value }, 'integers')).toEqual({ kind: 'refused', at, why });
  });

  test('throws a TypeError that names the place, as such a value is a bug of the caller', () => {
    expect(() => canonicalJson({ a: [1.5] })).toThrow(
      new TypeError('no canonical JSON for $.a[0]: 1.5 is not an integer'),
    );
  });

  test('refuses -0 and NaN also where decimals are allowed', () => {
    expect(canonicalForm(-0, 'decimals').kind).toBe('refused');
    expect(canonicalForm(Number.NaN, 'decimals').kind).toBe('refused');
    expect(canonicalForm(2 ** 60, 'decimals').kind).toBe('refused');
  });
});

test('text is well formed exactly when UTF-8 can carry it', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0xd7f0, max: 0xe00f })), (units) => {
      const text = String.fromCharCode(...units);
      expect(isWellFormed(text)).toBe(Buffer.from(text, 'utf8').toString('utf8') === text);
    }),
  );
});
