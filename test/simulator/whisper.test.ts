import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { makeClips } from '../../src/load/sentences-to-wav.ts';
import { openCard } from '../../src/simulator/card.ts';
import {
  openBench,
  readJson,
  readSimulation,
  sendClip,
  startWhisper,
  status,
} from './start-engine.ts';
import type { Bench } from './start-engine.ts';

const limitMs = 60_000;
const truth = readSimulation('simulated');
const sentences = resolve('config/workloads/sentences.txt');
type Heard = {
  readonly text: string;
  readonly queue_seconds: number;
  readonly transcribe_seconds: number;
  readonly duration_seconds: number;
};

let bench: Bench = openBench();

afterEach(async () => {
  await bench.close();
  bench = openBench();
});

const card = () => openCard(bench.state, truth.card);
const made = () => makeClips(sentences, join(bench.state, 'clips'), 1);
const clipsFlag = (): string[] => ['--clips', join(made().folder, 'clips.json')];
const wavAt = (index: number): Buffer => {
  const { folder, clips } = made();
  return readFileSync(join(folder, clips[index]?.file ?? ''));
};

test('an answer has the form of engines/whisper-server', { timeout: limitMs }, async () => {
  const { url } = await startWhisper(bench, 'small', ...clipsFlag());
  const answer = await readJson<Heard>(await sendClip(url, wavAt(0), 'small'));
  expect(Object.keys(answer)).toEqual([
    'text',
    'queue_seconds',
    'transcribe_seconds',
    'duration_seconds',
  ]);
  expect(answer.duration_seconds).toBeCloseTo(4.8, 5);
  expect(answer.transcribe_seconds).toBeGreaterThan(0);
});

test('a clip is known by its digest, whatever it is called', { timeout: limitMs }, async () => {
  const { url } = await startWhisper(bench, 'small', ...clipsFlag());
  const known = made().clips[5]?.text.split(' ') ?? [];
  const heard = await readJson<Heard>(await sendClip(url, wavAt(5)));
  const same = known.filter((word) => heard.text.split(' ').includes(word));
  expect(same.length).toBeGreaterThan(known.length / 2);
});

test('an unknown clip gets a plausible sentence', { timeout: limitMs }, async () => {
  const { url } = await startWhisper(bench, 'base');
  const heard = await readJson<Heard>(await sendClip(url, wavAt(0)));
  expect(heard.text).toBe('This is a recording that nobody has described yet.');
});

test('/health proves model, device and compute type', { timeout: limitMs }, async () => {
  const { url, pid } = await startWhisper(bench, 'base', '--compute-type=float16');
  expect(await (await fetch(`${url}/health`)).json()).toEqual({
    status: 'ok',
    model: 'base',
    device: 'cuda',
    compute_type: 'float16',
    workers: 4,
    pid,
  });
});

test(
  'the model is on the card once, and busy workers add to it',
  { timeout: limitMs },
  async () => {
    const { url } = await startWhisper(bench, 'small');
    expect(card().usedMiB()).toBe(64 + 1_536);
    const wav = wavAt(0);
    const all = Promise.all([1, 2, 3].map(() => sendClip(url, wav)));
    await expect.poll(() => card().usedMiB(), { interval: 5 }).toBe(64 + 1_536 + 3 * 160);
    await all;
    await expect.poll(() => card().usedMiB()).toBe(64 + 1_536);
  },
);

test('requests beyond the workers wait, and say how long', { timeout: limitMs }, async () => {
  const { url } = await startWhisper(bench, 'small', '--workers=1');
  const wav = wavAt(0);
  const answers = await Promise.all(
    [1, 2].map(async () => readJson<Heard>(await sendClip(url, wav))),
  );
  const queued = answers.map((answer) => answer.queue_seconds).sort((a, b) => a - b);
  expect(queued[0]).toBeLessThan(0.05);
  expect(queued[1]).toBeGreaterThan(0.1);
});

test(
  'a request without room on the card fails, and the server lives on',
  { timeout: limitMs },
  async () => {
    const { url, output } = await startWhisper(bench, 'small');
    const holder = card().hold({ pid: process.pid, name: 'python', role: 'foreign' });
    holder.take(12_288 - 64 - 1_536 - 100);
    const failed = await sendClip(url, wavAt(0));
    expect(failed.status).toBe(500);
    expect(await failed.text()).toContain('CUDA failed with error out of memory');
    expect(output()).toContain('CUDA failed with error out of memory');
    holder.release();
    expect((await sendClip(url, wavAt(0))).status).toBe(200);
  },
);

test('a model without room on the card does not start', { timeout: limitMs }, async () => {
  const holder = card().hold({ pid: process.pid, name: 'python', role: 'foreign' });
  holder.take(11_000);
  const started = bench.start('whisper', '--model', 'small', '--port', '0');
  expect(await started.ended).toBe(1);
  expect(started.output()).toContain('CUDA failed with error out of memory');
});

test(
  'fault cpu-fallback answers from the CPU and takes no card memory',
  { timeout: limitMs },
  async () => {
    const { url } = await startWhisper(bench, 'small', '--fault', 'cpu-fallback');
    const health = await readJson<object>(await fetch(`${url}/health`));
    expect(health).toMatchObject({ device: 'cpu', compute_type: 'float32' });
    expect(card().usedMiB()).toBe(64);
    const answer = await readJson<Heard>(await sendClip(url, wavAt(0)));
    expect(answer.transcribe_seconds).toBeGreaterThan(0.7);
  },
);

test('fault garbage answers 200 with what is no JSON', { timeout: limitMs }, async () => {
  const { url } = await startWhisper(bench, 'small', '--fault', 'garbage');
  const answer = await sendClip(url, wavAt(0));
  expect(answer.status).toBe(200);
  await expect(answer.json()).rejects.toThrow(SyntaxError);
});

test('fault hang keeps /health well and answers nothing', { timeout: limitMs }, async () => {
  const { url } = await startWhisper(bench, 'small', '--fault', 'hang');
  const late = Symbol('late');
  const waited = new Promise((resolve) => setTimeout(() => resolve(late), 1_000));
  const asked = sendClip(url, wavAt(0)).catch(() => 'closed');
  expect(await Promise.race([asked, waited])).toBe(late);
  expect(await status(`${url}/health`)).toBe(200);
});

test('fault crash-after ends the server at the next request', { timeout: limitMs }, async () => {
  const { url, ended } = await startWhisper(bench, 'tiny', '--fault', 'crash-after=1');
  expect((await sendClip(url, wavAt(0))).status).toBe(200);
  await expect(sendClip(url, wavAt(0))).rejects.toThrow('fetch failed');
  expect(await ended).toBe(1);
});

test('bad requests are refused with their reason', { timeout: limitMs }, async () => {
  const { url } = await startWhisper(bench, 'small');
  const plain = await fetch(`${url}/v1/audio/transcriptions`, { method: 'POST', body: 'x' });
  expect([plain.status, await plain.text()]).toEqual([
    400,
    '{"error":{"message":"the body is not multipart/form-data","type":"invalid_request_error","code":"bad_multipart"}}',
  ]);
  expect((await sendClip(url, wavAt(0), 'large')).status).toBe(404);
  expect((await sendClip(url, Buffer.from('no sound'))).status).toBe(400);
});

test('a model that the simulation lacks is a usage error', { timeout: limitMs }, async () => {
  const started = bench.start('whisper', '--model', 'huge');
  expect(await started.ended).toBe(2);
  expect(started.output()).toContain("the simulation has no model 'huge'");
});
