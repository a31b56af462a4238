import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { sleep, until } from '../cli/dream.ts';
import { createRunPlace } from './place.ts';

const place = createRunPlace({ engines: 'recorded', answerMs: 300 });
const recorded = ['--engines', 'recorded'] as const;
let up: ReturnType<typeof place.start>;

beforeAll(async () => {
  up = place.start(['up', ...recorded]);
  await until(() => up.text.err.includes('ready: recorded-0'));
});
afterAll(() => place.dispose());

test('up says where it serves, how to start a run and how to end', () => {
  const { address } = serverRecord();
  expect(up.text.out).toContain(`Temporal  ${address}, namespace default`);
  expect(up.text.out).toContain('dream start --engines recorded');
  expect(up.text.out).toContain(`temporal workflow start --address ${address}`);
  expect(up.text.out).toContain('Ctrl-C ends server and workers');
});

test('a second up joins the first and starts no workers', async () => {
  const other = place.start(['up', ...recorded]);
  await until(() => other.text.err.includes('ready: recorded-0'));
  expect(place.processes('gpu')).toHaveLength(1);
  other.child.kill('SIGINT');
  expect(await other.ended).toMatchObject({ code: 0 });
});

test('a run is started, listed, watched, paused, resumed and stopped from other terminals', async () => {
  const started = await place.run('start', ...recorded, '--run-id', 'b');
  expect(started).toMatchObject({ code: 0, out: 'b\n' });
  expect(started.err).toContain('dream watch b');
  const paused = await place.run('pause', 'b');
  expect(paused.out).toContain('b: ');
  const watch = place.start(['watch', 'b']);
  await until(() => watch.text.out.includes('paused'));
  const listed = await place.run('list');
  expect(listed.out).toMatch(/b .*paused/);
  expect((await place.run('show', 'b')).out).toContain('50 % / small');
  const resumed = await place.run('resume');
  expect(resumed).toMatchObject({ code: 0 });
  const stopped = await place.run('stop', 'b');
  expect(stopped).toMatchObject({ code: 0 });
  const { code, out } = await watch.ended;
  expect(out).toContain('b  stopped');
  expect(code).toBe(0);
});

test('leaving a watch leaves the run going, and stop --now ends it', async () => {
  await place.run('start', ...recorded, '--run-id', 'c');
  await place.run('pause', 'c');
  const watch = place.start(['watch', 'c']);
  await until(() => watch.text.out.includes('paused'));
  watch.child.kill('SIGINT');
  const left = await watch.ended;
  expect(left.code).toBe(130);
  expect(left.err).toContain('Come back with: dream watch c');
  expect(await place.run('watch', 'c', '--timeout', '1s')).toMatchObject({ code: 8 });
  expect(await place.run('stop', 'c', '--now')).toMatchObject({ code: 0 });
  const ended = await place.run('watch', 'c');
  expect(ended.code).toBe(0);
  expect(ended.out).toContain('c  stopped');
});

test("Temporal's own command line starts a run that ends with files and proves to level 1", async () => {
  const temporal = promisify(execFile);
  await temporal(inject('temporalBinary'), [
    ...['workflow', 'start', '--address', serverRecord().address, '--type', 'experiment'],
    ...['--task-queue', 'dream', '--workflow-id', 'by-hand'],
    ...['--input', '{}'],
  ]);
  const watched = await place.run('watch', 'by-hand');
  expect(watched.out).toContain('by-hand  completed');
  const history = join(place.runFolder('by-hand'), 'history.json');
  for (let looks = 0; !existsSync(history) && looks < 100; looks += 1) await sleep(200);
  const verified = await place.run('lineage', 'verify', place.runFolder('by-hand'));
  expect(verified).toMatchObject({ code: 0 });
  expect(verified.out).toContain('level 1');
});

test('with -o json and jsonl standard output is JSON and messages stay apart', async () => {
  const [json, jsonl] = await Promise.all([
    place.run('run', ...recorded, '--run-id', 'd', '-o', 'json', '--queue'),
    place.run('run', ...recorded, '--run-id', 'e', '-o', 'jsonl', '--queue'),
  ]);
  expect(JSON.parse(json.out)).toMatchObject({ kind: 'result', runId: 'd' });
  const lines = jsonl.out
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(lines.length).toBeGreaterThan(10);
  expect(lines[0]).toMatchObject({ kind: 'change' });
  expect(lines.at(-1)).toMatchObject({ kind: 'result', runId: 'e' });
  expect([json.code, jsonl.code]).toEqual([0, 0]);
});

test('with --quiet nothing but the summary is printed', async () => {
  const quiet = await place.run('run', ...recorded, '--run-id', 'f', '--quiet');
  expect(quiet).toMatchObject({ code: 0, err: '' });
  expect(quiet.out.trimStart()).toMatch(/^f {2}completed/);
});

test('without a terminal each change is one line with its time and no escape codes', async () => {
  const { out } = await place.run('run', ...recorded, '--run-id', 'g');
  const changes = out.slice(0, out.indexOf('\ng  completed')).trim().split('\n');
  expect(changes.length).toBeGreaterThan(10);
  for (const line of changes) expect(line).toMatch(/^\d\d:\d\d:\d\d \S/);
  expect(out).not.toContain('\u001b');
});

test('Ctrl-C ends up, its workers and, some seconds later, the server', async () => {
  up.child.kill('SIGINT');
  expect(await up.ended).toMatchObject({ code: 0 });
  await until(() => place.processes().length === 0);
});

function serverRecord(): { readonly address: string } {
  const text = readFileSync(join(place.folder, '.dream', 'server.json'), 'utf8');
  return JSON.parse(text) as { readonly address: string };
}
