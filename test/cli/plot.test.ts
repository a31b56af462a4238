import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { runProgram } from '../../src/cli/program.ts';

const runId = 'spica_cpu-2026-11-22-0001';
const folder = `docs/example-runs/cpu/${runId}`;
const place = mkdtempSync(join(tmpdir(), 'dream plot '));
afterAll(() => rmSync(place, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

const plot = async (...args: readonly string[]): Promise<string> => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  expect(await runProgram(['plot', ...args, '--quiet'])).toBe(0);
  return write.mock.calls.map(([text]) => String(text)).join('');
};

test('a run folder is drawn without a server, into a file that only its owner reads', async () => {
  const file = join(place, 'new', 'map.svg');
  expect(await plot(folder, '--kind', 'heatmap', '--out', file)).toBe(`${file}\n`);
  expect(readFileSync(file, 'utf8')).toMatch(/^<svg .*Fitness over the search space/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(place, 'new')).mode & 0o777).toBe(0o700);
});

test('an exported history is drawn too, to standard output with --out -', async () => {
  const out = await plot(`${folder}/history.json`, '--out', '-');
  expect(out).toMatch(/^<svg [^]*<\/svg>\n$/);
  expect(out).toContain('Fitness by generation');
});

test('-o json tells run, kind, file and the table', async () => {
  const file = join(place, 'capacity.svg');
  const told: unknown = JSON.parse(
    await plot(folder, '--kind', 'capacity', '--out', file, '-o', 'json'),
  );
  expect(told).toMatchObject({
    run: runId,
    kind: 'capacity',
    file,
    table: {
      columns: ['Candidate', 'Configuration', 'Largest that passed', 'Smallest that failed'],
    },
  });
});

test.each(['no JSON', '{"winner":1}'])(
  'a file that is no history (%s) is refused',
  async (text) => {
    const file = join(place, 'other.json');
    writeFileSync(file, text);
    await expect(runProgram(['plot', file, '--out', '-'])).rejects.toThrow(
      'this file is no history of a run',
    );
  },
);
