import { describe, expect, test } from 'vitest';
import type { CardProcess } from '../../src/engines/card.ts';
import { checkCleanCard, isHeldByOthers } from '../../src/engines/clean-card.ts';

const rule = { residueMiB: 1_024, residueNames: ['Xorg'] };
const use = (usedMiB: number, processes: readonly CardProcess[] = []) => ({
  totalMiB: 12_288,
  usedMiB,
  processes,
});
const process = (name: string, usedMiB: number | null, pid = 7): CardProcess => ({
  pid,
  name,
  usedMiB,
});

describe('a card is clean', () => {
  test.each([
    ['empty', use(0)],
    ['with a residue up to the limit', use(1_024)],
    ['with a small stranger', use(400, [process('steam', 300)])],
    ['with much of a listed name', use(2_500, [process('/usr/lib/xorg/Xorg', 2_000)])],
  ])('%s', (_what, used) => {
    expect(checkCleanCard(used, rule)).toEqual({ kind: 'clean', residueMiB: used.usedMiB });
  });
});

describe('a card is dirty', () => {
  test.each([
    ['by memory alone, when no process is listed', use(1_025)],
    ['by a process, when the memory reads low', use(0, [process('python', 5_000)])],
    ['by a name that only ends alike', use(2_500, [process('/tmp/notXorg', 2_000)])],
  ])('%s', (_what, used) => {
    expect(checkCleanCard(used, rule).kind).toBe('dirty');
  });

  test('and the error lists pid, name, MiB and the choices', () => {
    const check = checkCleanCard(use(6_000, [process('python', 5_000, 4_711)]), rule);
    expect(check.kind === 'dirty' && check.error).toMatchObject({
      code: 'GPU_DIRTY',
      message: 'the card is in use: 6000 of 12288 MiB',
      detail: {
        where: 'pid 4711 python 5000 MiB',
        fix: 'stop that process, or choose another card (gpu.index of the engine profile)',
      },
    });
  });
});

test('our own engines are no strangers', () => {
  const used = use(9_000, [process('VLLM::Worker', 6_000, 10), process('python', 2_000, 11)]);
  expect(isHeldByOthers(used, rule, [10, 11])).toBe(false);
  expect(isHeldByOthers(used, rule, [10])).toBe(true);
});
