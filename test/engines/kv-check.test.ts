import { describe, expect, test } from 'vitest';
import { createKvCheck } from '../../src/engines/kv-check.ts';
import type { LlmProof, Proved } from '../../src/engines/llm-proof.ts';
import { simulatedProfile } from './simulated-host.ts';

const { memory } = simulatedProfile;
const facts = { memory, totalMiB: memory.totalMiB, isPredictable: true };
/** Tokens of a level on this card: share - weights - overhead, two tokens a MiB. */
const tokensAt = (levelPct: number): number =>
  Math.floor((memory.totalMiB * levelPct) / 100 - memory.weightsMiB - memory.overheadMiB) * 2;
const boot = (utilizationPct: number, kvTokens: number): Proved<LlmProof> => ({
  kind: 'proved',
  proof: { utilizationPct, kvTokens },
});

describe('the KV cache is linear in the level', () => {
  test('one boot teaches weights and overhead, by the log and by arithmetic', () => {
    const kv = createKvCheck(facts);
    kv.check(boot(50, tokensAt(50)), 'INFO Model loading took 3.0 GiB and 1.2 seconds');
    expect(kv.memory()).toEqual({
      weightsMiB: 3_072,
      overheadMiB: memory.weightsMiB + memory.overheadMiB - 3_072,
      kvTokens: { 50: tokensAt(50) },
    });
  });

  test('a boot that fits the prediction passes', () => {
    const kv = createKvCheck(facts);
    kv.check(boot(50, tokensAt(50)), '');
    expect(kv.check(boot(40, tokensAt(40)), '').kind).toBe('proved');
    expect(Object.keys(kv.memory()?.kvTokens ?? {})).toEqual(['40', '50']);
  });

  test('a boot far beside it is asked for again, once, and then believed', () => {
    const kv = createKvCheck(facts);
    kv.check(boot(50, tokensAt(50)), '');
    expect(kv.check(boot(40, 100), '').kind).toBe('misapplied');
    expect(kv.check(boot(40, 100), '').kind).toBe('proved');
  });

  test('where others share the memory nothing is suspicious', () => {
    const kv = createKvCheck({ ...facts, isPredictable: false });
    kv.check(boot(50, tokensAt(50)), '');
    expect(kv.check(boot(40, 100), '').kind).toBe('proved');
  });

  test('a proof that failed is passed on', () => {
    const failed = { kind: 'misapplied', evidence: 'no share' } as const;
    expect(createKvCheck(facts).check(failed, '')).toBe(failed);
  });
});
