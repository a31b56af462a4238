import { describe, expect, test } from 'vitest';
import { comparability } from '../../../src/domain/review/comparable.ts';
import { objectives, qualityRule } from '../trials.ts';
import { environment, spec } from './compared-runs.ts';

const one = { runId: 'a', spec, environment };
const other = { ...one, runId: 'b' };
const withSpec = (more: Partial<typeof spec>) => ({ ...other, spec: { ...spec, ...more } });

describe('two runs', () => {
  test('that were asked the same on the same machine have nothing between them', () => {
    expect(comparability(one, other)).toEqual({ reasons: [], differences: [] });
  });

  test.each([
    [
      'workload',
      { workloadDigest: 'x'.repeat(64) },
      'different workload: long (w) against long (x',
    ],
    [
      'objectives',
      { objectives: objectives.slice(1).map((each) => ({ ...each, weightPpm: 1 })) },
      'different objectives: sttLatency, llmLatency, capacity, stability, efficiency (each',
    ],
    [
      'word error rule',
      { quality: { ...qualityRule, marginPpm: 10_000, allowUndecided: true } },
      'margin 2 %, at least 500 words against margin 1 %, at least 500 words, undecided allowed',
    ],
    ['kind of engines', { simulated: false }, 'a is simulated, b is real'],
  ])('of another %s are not comparable', (_what, more, reason) => {
    const { reasons } = comparability(one, withSpec(more));
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toContain(reason);
  });

  test('of which one is simulated are told so in either order', () => {
    expect(comparability(withSpec({ simulated: false }), one).reasons).toEqual([
      'a is simulated, b is real',
    ]);
  });

  test.each([
    ['card', { card: 'Card B' }, 'different card: Card A against Card B'],
    ['driver', { driver: '580' }, 'different driver: 570 against 580'],
    [
      'engines',
      { versions: { vllm: '0.21', node: 'v20' } },
      'different engines: vllm, whisper, node v20, vllm 0.20 against vllm, whisper, node v20, vllm 0.21',
    ],
  ])('of another %s compare, with a caution', (what, more, words) => {
    const moved = { ...other, environment: { ...environment, ...more } };
    expect(comparability(one, moved)).toEqual({ reasons: [], differences: [{ what, words }] });
  });

  test('of another engine profile compare, with a caution', () => {
    const words = 'different engine profile: simulated (p) against cpu (q)';
    expect(comparability(one, withSpec({ engines: 'cpu', profileDigest: 'q' }))).toEqual({
      reasons: [],
      differences: [{ what: 'engine profile', words }],
    });
  });

  test('of which one does not say where it ran compare, with a caution', () => {
    const unknown = { what: null, words: 'card and engines of b are not known' };
    const silent = { ...other, environment: null };
    expect(comparability(one, silent).differences).toEqual([unknown]);
    expect(comparability(silent, one).differences).toEqual([unknown]);
  });
});
