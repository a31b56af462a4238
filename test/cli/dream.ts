import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

/** A folder of its own, with a space in its name, in which the real program runs. */
export const createPlace = (temporalBinary: string) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dream cli ')));
  const children: ChildProcess[] = [];
  const start = (args: readonly string[], variables: Readonly<Record<string, string>> = {}) => {
    const child = spawn(process.execPath, [main, ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        HOME: process.env['HOME'],
        PATH: `${dirname(temporalBinary)}${delimiter}${process.env['PATH'] ?? ''}`,
        DREAM_CACHE_DIR: join(folder, 'cache'),
        ...variables,
      },
    });
    children.push(child);
    const text = { out: '', err: '' };
    child.stdout.on('data', (data: Buffer) => (text.out += data.toString()));
    child.stderr.on('data', (data: Buffer) => (text.err += data.toString()));
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (code) => resolve({ code, ...text }));
    });
    return { child, text, ended };
  };
  return {
    folder,
    start,
    run: (...args: readonly string[]): Promise<Ended> => start(args).ended,
    runWith: (variables: Readonly<Record<string, string>>, ...args: readonly string[]) =>
      start(args, variables).ended,
    dispose: () => {
      for (const child of children) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** Waits until the text that a program has printed so far matches. */
export const until = async (condition: () => boolean, limitMs = 60_000): Promise<void> => {
  const endMs = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > endMs)
      throw new Error(`not so within ${limitMs} ms: ${condition.toString()}`);
    await sleep(100);
  }
};
