import { expect, test } from 'vitest';
import { flagChanges } from '../../../src/domain/review/flags.ts';

test('words that both command lines have are no change, in whatever order', () => {
  expect(flagChanges('llm', ['serve', '--a=1', '--b'], ['serve', '--b', '--a=1'])).toEqual([]);
});

test('changed words stand side by side, in the order of their lines', () => {
  expect(flagChanges('llm', ['x', '--a=1', '--b=1'], ['x', '--a=2', '--b=2'])).toEqual([
    { engine: 'llm', from: '--a=1', to: '--a=2' },
    { engine: 'llm', from: '--b=1', to: '--b=2' },
  ]);
});

test.each([
  ['come', ['x'], ['x', '--a'], { engine: 'stt', from: null, to: '--a' }],
  ['gone', ['x', '--a'], ['x'], { engine: 'stt', from: '--a', to: null }],
  ['there once more', ['--v'], ['--v', '--v'], { engine: 'stt', from: null, to: '--v' }],
] as const)('a word that is %s stands alone', (_what, from, to, change) => {
  expect(flagChanges('stt', from, to)).toEqual([change]);
});
