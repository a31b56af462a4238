import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { repositoryRoot } from '../../scripts/repository.ts';
import { runProgram } from '../../src/cli/program.ts';

const example = join(repositoryRoot, 'docs/example-runs/cpu/spica_cpu-2026-11-22-0001');
const folder = mkdtempSync(join(tmpdir(), 'dream-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [{ history }] = JSON.parse(readFileSync(join(example, 'history.json'), 'utf8')) as [
  { history: { events: readonly unknown[] } },
];

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
  vi.unstubAllEnvs();
});

const fileWith = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const names = ['report.html', 'report.json', 'report.md'];

describe('dream report', () => {
  test('writes three files into <artifacts>/reports/<run>, for their owner only', async () => {
    vi.stubEnv('DREAM_ARTIFACTS_DIR', join(folder, 'artifacts'));
    expect(await runProgram(['report', example])).toBe(0);
    const out = join(folder, 'artifacts/reports/spica_cpu-2026-11-22-0001');
    expect(readdirSync(out).toSorted()).toEqual(names);
    expect(statSync(out).mode & 0o777).toBe(0o700);
    expect(printed.trim().split('\n')).toHaveLength(3);
  });

  test('of a folder says what was verified', async () => {
    const out = join(folder, 'of folder');
    await runProgram(['report', example, '--out', out]);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('verified, level 1');
  });

  test('of an exported history alone says that nothing was verified, and prints data', async () => {
    vi.stubEnv('DREAM_ARTIFACTS_DIR', join(folder, 'none'));
    const file = fileWith('exported.json', JSON.stringify(history));
    const out = join(folder, 'of file');
    await runProgram(['report', file, '--out', out, '-o', 'json']);
    expect(JSON.parse(printed)).toEqual({
      run: 'exported',
      files: ['report.html', 'report.md', 'report.json'].map((name) => join(out, name)),
    });
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('not verified here');
  });

  test.each([
    ['cut off', JSON.stringify(history).slice(0, 9_000), 'cut off or no JSON'],
    ['of something else', '{"a":1}', 'no events of a Temporal workflow'],
    [
      'without its beginning',
      JSON.stringify({ events: history.events.slice(5) }),
      'does not begin',
    ],
  ])('refuses a history that is %s', async (_what, text, why) => {
    const file = fileWith('bad.json', text);
    await expect(runProgram(['report', file])).rejects.toMatchObject({
      code: 'HISTORY_UNUSABLE',
      detail: { where: file, why: expect.stringContaining(why) as string },
    });
  });

  test('refuses the history of a run that does not say what was asked', async () => {
    const text = JSON.stringify({ events: history.events.slice(0, 1) });
    const file = fileWith('bare.json', text.replaceAll('"input"', '"other"'));
    await expect(runProgram(['report', file])).rejects.toMatchObject({ code: 'HISTORY_UNUSABLE' });
  });

  test('refuses a run that has not ended, and says how to wait for it', async () => {
    const file = fileWith('open.json', JSON.stringify({ events: history.events.slice(0, -1) }));
    await expect(runProgram(['report', file])).rejects.toMatchObject({
      code: 'USAGE',
      detail: { what: 'the run open has not ended', fix: 'wait for it: dream watch open' },
    });
  });

  test('writes nothing into a run folder, nor below it', async () => {
    const run = join(folder, 'run');
    mkdirSync(run);
    writeFileSync(join(run, 'owner.json'), '{}');
    for (const out of [run, join(run, 'deep', 'er')]) {
      await expect(runProgram(['report', example, '--out', out])).rejects.toMatchObject({
        code: 'USAGE',
      });
    }
    expect(readdirSync(run)).toEqual(['owner.json']);
  });
});
