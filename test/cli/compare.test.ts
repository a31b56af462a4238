import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { repositoryRoot } from '../../scripts/repository.ts';
import { runProgram } from '../../src/cli/program.ts';

const example = join(repositoryRoot, 'docs/example-runs/cpu/spica_cpu-2026-11-22-0001');
const folder = mkdtempSync(join(tmpdir(), 'dream-compare-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Told = { readonly eventTime: string };
const read = (name: string): unknown => JSON.parse(readFileSync(join(example, name), 'utf8'));
const [{ history }] = read('history.json') as [{ history: { events: readonly Told[] } }];

/** A folder with a history of other events. */
const runWith = (name: string, events: readonly Told[]): string => {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'history.json'), JSON.stringify([{ history: { events } }]));
  return join(folder, name);
};

let printed = '';
beforeEach(() => {
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const compareJson = async (...args: readonly string[]): Promise<unknown> => {
  await runProgram(['compare', ...args, '-o', 'jsonl']);
  return JSON.parse(printed);
};

describe('dream compare', () => {
  test('of one run says exactly what the run found of its winner', async () => {
    const summary = read('summary.json') as { result: { comparison: unknown } };
    expect(await compareJson(example)).toMatchObject({
      kind: 'comparison',
      scope: 'one-run',
      verdict: 'better',
      comparison: summary.result.comparison,
    });
  });

  test('prints text by default and exits with 0, with --exit-status 3 unless better', async () => {
    expect(await runProgram(['compare', example, '--exit-status'])).toBe(0);
    expect(printed).toContain('15 % / tiny.en is better than 15 % / base by +0.197 fitness');
    expect(await runProgram(['compare', example, '--candidate', 'c2'])).toBe(0);
    expect(await runProgram(['compare', example, '--candidate', 'c2', '--exit-status'])).toBe(3);
  });

  test('of two runs holds the newer against the older', async () => {
    const text = JSON.stringify(history.events)
      .replaceAll('01a2028b-5b41-72c8-ac97-2d0b7ba9e35c', '99999999-5b41-72c8-ac97-2d0b7ba9e35c')
      .replaceAll('2026-11-22T09:', '2026-11-23T09:');
    const later = runWith('later', JSON.parse(text) as readonly Told[]);
    expect(await compareJson(later, example)).toMatchObject({
      scope: 'two-runs',
      verdict: 'not-distinguishable',
    });
    expect(printed).toContain('of later and 15 % / tiny.en of spica_cpu-2026-11-22-0001 cannot be');
  });

  test.each([
    ['a run with itself', [example, `${example}/`], 'both are the run'],
    ['an unknown candidate', [example, '--candidate', 'c99'], 'has no candidate c99'],
    ['the baseline with itself', [example, '--candidate', 'c0'], 'c0 is the baseline'],
    ['a candidate of two runs', [example, example, '--candidate', 'c1'], '--candidate with two'],
  ])('refuses %s', async (_what, args, what) => {
    await expect(runProgram(['compare', ...args])).rejects.toMatchObject({
      code: 'USAGE',
      detail: { what: expect.stringContaining(what) as string },
    });
  });

  test('refuses a run that is open, and says how to wait for it', async () => {
    const open = runWith('open', history.events.slice(0, -1));
    await expect(runProgram(['compare', open])).rejects.toMatchObject({
      code: 'USAGE',
      detail: {
        what: 'the run open has no end yet',
        fix: expect.stringContaining('watch') as string,
      },
    });
  });

  test('refuses a run in which nothing was measured', async () => {
    const ends = [...history.events.slice(0, 1), ...history.events.slice(-1)];
    const empty = runWith('empty', ends);
    await expect(runProgram(['compare', empty])).rejects.toMatchObject({
      code: 'RUN_NOT_FOUND',
      detail: { what: 'the run empty has no baseline that was measured' },
    });
  });
});
