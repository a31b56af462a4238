import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadWorkload } from '../../src/config/load-workload.ts';
import { renderProblem } from '../../src/config/problem.ts';

let configDir = '';

beforeEach(() => {
  configDir = mkdtempSync(join(tmpdir(), 'dream-workload-'));
  mkdirSync(join(configDir, 'workloads', 'clips'), { recursive: true });
});

afterEach(() => rmSync(configDir, { recursive: true }));

function write(name: string, change: Record<string, unknown> = {}) {
  const workload = {
    name,
    speech: { kind: 'folder', path: 'workloads/clips' },
    promptTokens: 200,
    maxTokens: 64,
    referenceConcurrency: 2,
    ceilingConcurrency: 4,
    referenceTurns: 8,
    maxRungs: 2,
    ladderMs: 4000,
    stressMs: 3000,
    requestTimeoutMs: 15000,
    ...change,
  };
  writeFileSync(join(configDir, 'workloads', `${name}.yaml`), JSON.stringify(workload, null, 2));
}

function load(name: string): { digest: string; problems: string[] } {
  const loaded = loadWorkload({ configDir, name });
  return loaded.kind === 'ok'
    ? { digest: loaded.value.digest, problems: [] }
    : {
        digest: '',
        problems: loaded.problems.map((problem) =>
          renderProblem(problem).replaceAll(`${configDir}/`, ''),
        ),
      };
}

it.each(['transcripts.jsonl', 'clips.json'])('takes a folder with %s', (list) => {
  writeFileSync(join(configDir, 'workloads/clips', list), '');
  write('mine');
  expect(load('mine').digest).toMatch(/^[0-9a-f]{64}$/);
});

it('gives another digest when a clip changes, and the same when nothing does', () => {
  const clip = join(configDir, 'workloads/clips/a.wav');
  writeFileSync(join(configDir, 'workloads/clips/transcripts.jsonl'), '');
  writeFileSync(clip, 'one');
  write('mine');
  const before = load('mine').digest;
  expect(load('mine').digest).toBe(before);
  writeFileSync(clip, 'two');
  expect(load('mine').digest).not.toBe(before);
});

it('says where the clips should be', () => {
  write('mine');
  expect(load('mine').problems).toEqual([
    'workloads/mine.yaml:5:13 speech.path: got workloads/clips, where none is, allowed a folder with WAV files and transcripts.jsonl or clips.json; mend the path',
  ]);
});

it('says where the sentences should be', () => {
  write('mine', { speech: { kind: 'sentences', file: 'workloads/none.txt' } });
  expect(load('mine').problems).toEqual([
    expect.stringMatching(
      /^workloads\/mine\.yaml:5:13 speech\.file: got workloads\/none\.txt, which is no file, allowed a text file, from /,
    ),
  ]);
});

it('wants the name of the file and a ceiling above the reference', () => {
  writeFileSync(join(configDir, 'workloads/clips/transcripts.jsonl'), '');
  write('mine', { name: 'yours' });
  write('low', { ceilingConcurrency: 1 });
  expect(load('mine').problems).toEqual([
    'workloads/mine.yaml:2:11 name: got yours, allowed mine; a workload is named as its file',
  ]);
  expect(load('low').problems).toEqual([
    'workloads/low.yaml:10:25 ceilingConcurrency: got 1, allowed at least referenceConcurrency (2); the ceiling is the top of the ladder',
  ]);
});
