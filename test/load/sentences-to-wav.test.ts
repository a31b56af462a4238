import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readClipSet } from '../../src/load/clips.ts';
import { makeClips, readSentences } from '../../src/load/sentences-to-wav.ts';

const sentences = resolve('config/workloads/sentences.txt');
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dream-clips-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('60 sentences of 600 words and more ship', () => {
  const all = readSentences(sentences);
  expect(new Set(all).size).toBe(60);
  expect(all.join(' ').split(' ').length).toBeGreaterThanOrEqual(600);
});

test('each sentence becomes a WAV of 2 to 6 s that the load can read', async () => {
  const made = makeClips(sentences, folder, 1);
  const read = await readClipSet(made.folder);
  expect(read.kind).toBe('clips');
  const clips = read.kind === 'clips' ? read.set.clips : [];
  expect(clips.map(({ text }) => text)).toEqual(readSentences(sentences));
  expect(clips.every(({ durationMs }) => durationMs >= 2_000 && durationMs <= 6_000)).toBe(true);
});

test('no two clips have one digest', () => {
  const { clips } = makeClips(sentences, folder, 1);
  expect(new Set(clips.map(({ digest }) => digest)).size).toBe(60);
});

test('the same seed makes the same bytes, another seed others', () => {
  const digests = (seed: number, name: string): string[] =>
    makeClips(sentences, join(folder, name), seed).clips.map(({ digest }) => digest);
  expect(digests(1, 'a')).toEqual(digests(1, 'b'));
  expect(digests(2, 'c')[0]).not.toBe(digests(1, 'a')[0]);
});

test('a folder made before is used again, and its list names every clip', () => {
  const first = makeClips(sentences, folder, 1);
  const second = makeClips(sentences, folder, 1);
  expect(second).toEqual(first);
  expect(JSON.parse(readFileSync(join(first.folder, 'clips.json'), 'utf8'))).toEqual(first.clips);
});

test('a damaged clip in the cache is made anew', () => {
  const first = makeClips(sentences, folder, 1);
  const file = join(first.folder, first.clips[3]?.file ?? '');
  const whole = readFileSync(file);
  writeFileSync(file, whole.subarray(0, 1_000));
  expect(makeClips(sentences, folder, 1)).toEqual(first);
  expect(readFileSync(file).equals(whole)).toBe(true);
});
