import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MemoryModel } from '../../src/domain/budget.ts';
import {
  feasibility,
  infeasibleCells,
  kvTokensAt,
  memoryCanMatter,
} from '../../src/domain/feasibility.ts';
import { spica } from './spaces.ts';

/** A 7B model on a 12 GB card: the box where 6 of the 15 cells could not start. */
const tight: MemoryModel = {
  totalMiB: 12_288,
  reserveMiB: 500,
  weightsMiB: 5_400,
  overheadMiB: 300,
  kvMinimumMiB: 370,
  kvBytesPerToken: 57_344,
  levelKnob: 'gpu_memory',
  modelKnob: 'whisper',
  modelMiB: { tiny: 512, base: 1_024, small: 1_536 },
};

const roomy: MemoryModel = { ...tight, weightsMiB: 2_000 };

describe('feasibility', () => {
  test('says with numbers when the share is too small for the LLM', () => {
    expect(feasibility(tight, { gpu_memory: 40, whisper: 'tiny' })).toEqual({
      kind: 'infeasible',
      evidence:
        '40 % of 12288 MiB is 4915 MiB; weights 5400 + overhead 300 + KV minimum 370 need 6070 MiB',
    });
  });

  test('says with numbers when the card is too small for both', () => {
    const crowded = { ...tight, reserveMiB: 4_000 };
    expect(feasibility(crowded, { gpu_memory: 60, whisper: 'small' })).toEqual({
      kind: 'infeasible',
      evidence: '60 % of 12288 MiB is 7372 MiB; with small 1536 + reserve 4000 that is 12908 MiB',
    });
  });

  test('gives KV tokens and the memory left beyond the reserve', () => {
    expect(feasibility(tight, { gpu_memory: 50, whisper: 'small' })).toEqual({
      kind: 'feasible',
      kvTokens: 8_118,
      freeMiB: 12_288 - 6_144 - 1_536 - 500,
    });
  });

  test.each([
    ['exactly enough for the LLM', { kvMinimumMiB: 6_144 - 5_700 }, 'feasible'],
    ['one MiB short for the LLM', { kvMinimumMiB: 6_144 - 5_700 + 1 }, 'infeasible'],
    ['exactly enough for both', { reserveMiB: 12_288 - 6_144 - 1_536 }, 'feasible'],
    ['one MiB short for both', { reserveMiB: 12_288 - 6_144 - 1_536 + 1 }, 'infeasible'],
  ])('%s is decided at the boundary', (_, change, kind) => {
    const model = { ...tight, ...change };
    expect(feasibility(model, { gpu_memory: 50, whisper: 'small' }).kind).toBe(kind);
  });

  test.each([
    [{ gpu_memory: 50, whisper: 'large' }, 'no memory figure for whisper = large'],
    [{ gpu_memory: 50 }, 'no memory figure for whisper = nothing'],
    [{ gpu_memory: 'auto', whisper: 'tiny' }, 'no memory figure for gpu_memory = auto'],
    [{ whisper: 'tiny' }, 'no memory figure for gpu_memory = nothing'],
  ])('%o cannot be computed and is not tried', (configuration, evidence) => {
    expect(feasibility(tight, configuration)).toEqual({ kind: 'infeasible', evidence });
  });

  test('a higher level has more KV tokens and leaves less of the card', () => {
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 81 }), (pct) => {
        const at = (level: number) => feasibility(tight, { gpu_memory: level, whisper: 'tiny' });
        const [lower, upper] = [at(pct), at(pct + 1)];
        const isBoth = lower.kind === 'feasible' && upper.kind === 'feasible';
        expect(isBoth && upper.kvTokens > lower.kvTokens && upper.freeMiB < lower.freeMiB).toBe(
          true,
        );
      }),
    );
  });
});

describe('kvTokensAt', () => {
  test('is linear in the level', () => {
    const perMiB = 1_048_576 / 57_344;
    expect(kvTokensAt(roomy, 50) - kvTokensAt(roomy, 25)).toBeCloseTo(3_072 * perMiB, -1);
    expect(kvTokensAt(roomy, 75) - kvTokensAt(roomy, 50)).toBeCloseTo(3_072 * perMiB, -1);
  });

  test('is none where the share does not hold the weights', () => {
    expect(kvTokensAt(tight, 40)).toBe(0);
  });
});

describe('infeasibleCells', () => {
  test('rules out 6 of the 15 cells for a 7B model on 12 GB', () => {
    expect(infeasibleCells(spica, tight)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('rules out none for a small model', () => {
    expect(infeasibleCells(spica, roomy)).toEqual([]);
  });
});

describe('memoryCanMatter', () => {
  const long = { promptTokens: 1_500, maxTokens: 64, ceilingConcurrency: 16 };
  const short = { promptTokens: 200, maxTokens: 64, ceilingConcurrency: 16 };

  test('it can for long prompts on a tight card', () => {
    expect(memoryCanMatter(tight, spica, long)).toBe(true);
  });

  test('it cannot where the KV cache covers the ceiling at every feasible level', () => {
    expect(memoryCanMatter(tight, spica, short)).toBe(false);
  });

  test('infeasible levels do not count', () => {
    expect(memoryCanMatter({ ...tight, weightsMiB: 99_999 }, spica, long)).toBe(false);
  });
});
