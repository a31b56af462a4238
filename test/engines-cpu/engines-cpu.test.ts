import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const here = import.meta.dirname;
const root = path.resolve(here, '..', '..');
const environment = path.resolve(root, process.env['DREAM_CPU_ENV'] ?? '.dream/cpu');
const python = path.join(environment, 'venv', 'bin', 'python');
const hasEnvironment = existsSync(python);

/** What the tests printed, and the same again as `failure` when they did not pass. */
function runPython(args: readonly string[]): { readonly text: string; readonly failure: string } {
  const done = spawnSync('python3', [...args], {
    cwd: here,
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  const text = `${done.stdout}${done.stderr}${done.error?.message ?? ''}`;
  return { text, failure: done.status === 0 ? '' : text };
}

it('the Whisper server, its form parser, the model maker and the clips pass their Python tests', () => {
  const { text, failure } = runPython(['-m', 'unittest', 'discover', '-p', 'test_*.py']);
  expect(text).toMatch(/^Ran [1-9]\d* tests/m);
  expect(failure).toBe('');
}, 60_000);

if (!hasEnvironment) {
  console.warn(`SKIPPED: real Whisper tests; no ${python}. Make it: python3 engines/setup-cpu.py`);
}
it.skipIf(!hasEnvironment)(
  'the real Whisper server transcribes the clips and refuses what it cannot do',
  () => {
    const { failure } = runPython(['real_whisper.py']);
    expect(failure).toBe('');
  },
  300_000,
);
