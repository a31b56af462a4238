import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { openCard } from '../../src/simulator/card.ts';
import { eventually, openBench, readSimulation } from './start-engine.ts';
import type { Bench, Started } from './start-engine.ts';

const limitMs = 60_000;
const truth = readSimulation('simulated');
const bare = '--format=csv,noheader,nounits';
let bench: Bench = openBench();

afterEach(async () => {
  await bench.close();
  bench = openBench();
});

const ask = async (...argv: readonly string[]): Promise<{ code: number | null; text: string }> => {
  const started = bench.start('nvidia-smi', ...argv);
  return { code: await started.ended, text: started.output() };
};

const holder = () =>
  openCard(bench.state, truth.card).hold({ pid: process.pid, name: 'python, x', role: 'foreign' });

test('a query answers in bare csv, absent fields in brackets', { timeout: limitMs }, async () => {
  holder().take(1_000);
  const fields =
    'uuid,name,memory.total,memory.used,memory.free,mig.mode.current,temperature.memory';
  expect(await ask(`--query-gpu=${fields}`, bare)).toEqual({
    code: 0,
    text: `${truth.card.uuid}, Simulated 12 GB, 12288, 1064, 11224, [N/A], N/A\n`,
  });
});

test('units and header come where they are not switched off', { timeout: limitMs }, async () => {
  const { text } = await ask('--query-gpu=memory.used,power.draw,pstate', '--format=csv');
  expect(text).toBe('memory.used [MiB], power.draw [W], pstate\n64 MiB, 15.00 W, P8\n');
});

test(
  'processes are listed with their memory, names with commas unquoted',
  { timeout: limitMs },
  async () => {
    holder().take(700);
    const query = '--query-compute-apps=gpu_uuid,pid,process_name,used_gpu_memory';
    expect((await ask(query, bare)).text).toBe(
      `${truth.card.uuid}, ${process.pid}, python, x, 700\n`,
    );
  },
);

test('an empty card lists no process', { timeout: limitMs }, async () => {
  expect(await ask('--query-compute-apps=pid,used_gpu_memory', bare)).toEqual({
    code: 0,
    text: '',
  });
});

test('-lms goes on, and tells the busy share between two lines', { timeout: limitMs }, async () => {
  const place = holder();
  place.setRunning(2);
  const loop = bench.start('nvidia-smi', '--query-gpu=utilization.gpu', bare, '-lms', '50');
  const lines = (): string[] => loop.output().trim().split('\n');
  await eventually(() => lines().length >= 4);
  expect(new Set(lines())).toEqual(new Set(['100']));
  place.setRunning(0);
  await eventually(() => lines().at(-1) === '0');
  loop.child.kill();
  await loop.ended;
});

test('an unknown field fails the whole query with code 2', { timeout: limitMs }, async () => {
  expect(await ask('--query-gpu=uuid,gpu.mood', bare)).toEqual({
    code: 2,
    text: 'Field "gpu.mood" is not a valid field to query.\n\n',
  });
});

test('the card is found by index and uuid, another is code 6', { timeout: limitMs }, async () => {
  expect((await ask('-i', truth.card.uuid, '--query-gpu=index', bare)).text).toBe('0\n');
  expect(await ask('-i', '3', '--query-gpu=index', bare)).toEqual({
    code: 6,
    text: 'No devices were found\n',
  });
});

test('-L names the card and --help-query-gpu its fields', { timeout: limitMs }, async () => {
  expect((await ask('-L')).text).toBe(`GPU 0: Simulated 12 GB (UUID: ${truth.card.uuid})\n`);
  expect((await ask('--help-query-gpu')).text).toContain('"utilization.gpu"\n');
});

test('fault no-driver fails with code 9 and its text', { timeout: limitMs }, async () => {
  const { code, text } = await ask('--query-gpu=uuid', '--fault', 'no-driver');
  expect(code).toBe(9);
  expect(text).toContain("couldn't communicate with the NVIDIA driver");
});

test('fault garbage answers with what is no table', { timeout: limitMs }, async () => {
  const { text } = await ask('--query-gpu=memory.used', bare, '--fault', 'garbage');
  expect(text).toContain('[Unknown Error]');
});

test('fault hang neither answers nor minds SIGTERM', { timeout: limitMs }, async () => {
  // It says nothing, so nothing tells when it is up: a start that was too slow is given longer.
  const survived = async (startMs: number): Promise<boolean> => {
    const hung: Started = bench.start('nvidia-smi', '--query-gpu=uuid', '--fault', 'hang');
    await sleep(startMs);
    hung.child.kill('SIGTERM');
    await sleep(300);
    const isAlive = (hung.child.exitCode ?? hung.child.signalCode) === null;
    expect(hung.output()).toBe('');
    hung.child.kill('SIGKILL');
    await hung.ended;
    return isAlive;
  };
  expect((await survived(1_500)) || (await survived(5_000)) || (await survived(15_000))).toBe(true);
});
