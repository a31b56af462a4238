import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { Workload } from '../../src/contracts/schemas/workload.ts';
import { drawLandscape } from '../../src/simulator/truth-landscape.ts';
import type { CellTruth, Landscape } from '../../src/simulator/truth-landscape.ts';
import { readSimulation } from './start-engine.ts';

const readWorkload = (name: string): Workload =>
  Workload.parse(parse(readFileSync(resolve('config/workloads', `${name}.yaml`), 'utf8')));

const written = (profile: string, workload: string): Landscape =>
  JSON.parse(
    readFileSync(resolve('config/engines/truth', `${profile}-${workload}.json`), 'utf8'),
  ) as Landscape;

const long = written('simulated', 'long-context');
const short = written('simulated', 'short-turns');
const tight = written('simulated-tight', 'long-context');
const at = ({ cells }: Landscape, level: number, model: string): CellTruth | undefined =>
  cells.find(
    ({ vllmMemoryPct, whisperModel }) => vllmMemoryPct === level && whisperModel === model,
  );

test.each([
  ['simulated', 'long-context'],
  ['simulated', 'short-turns'],
  ['simulated-tight', 'long-context'],
])('the truth of %s under %s is the one written down', { timeout: 60_000 }, (profile, workload) => {
  const drawn = drawLandscape(readSimulation(profile), readWorkload(workload));
  expect(written(profile, workload)).toEqual(drawn);
});

test('every configuration of the default card starts', () => {
  expect(long.cells).toHaveLength(15);
  expect(long.cells.map(({ verdict }) => verdict)).not.toContain('infeasible');
});

test('one or two configurations run out of memory under stress, the highest level with small', () => {
  const dead = long.cells.filter(({ verdict }) => verdict === 'out-of-memory');
  expect(dead).toMatchObject([{ vllmMemoryPct: 60, whisperModel: 'small' }]);
});

test('with long prompts the best is better than the baseline by at least 0.10', () => {
  expect(long.gainPpm).toBeGreaterThanOrEqual(100_000);
  expect(long.ties).not.toContain(long.baseline);
});

test('the production baseline misses the LLM target, the best meets both targets', () => {
  expect(at(long, 50, 'small')?.llmMs).toBeGreaterThan(1_050);
  const best = at(long, 60, 'base');
  expect(best?.sttMs).toBeLessThan(450);
  expect(best?.llmMs).toBeLessThan(900);
});

test('with short turns nothing is better than the baseline by 0.02', () => {
  expect(short.gainPpm).toBeLessThan(10_000);
  expect(short.ties).toContain(short.baseline);
});

test('with short turns the memory level changes no latency and no capacity', () => {
  for (const model of ['tiny', 'base', 'small']) {
    const cells = short.cells.filter(({ whisperModel }) => whisperModel === model);
    expect(new Set(cells.map(({ llmMs }) => llmMs)).size).toBe(1);
    expect(new Set(cells.map(({ capacity }) => capacity?.passing)).size).toBe(1);
  }
});

test('tiny is stopped by its transcripts, base is not', () => {
  const verdicts = (model: string): string[] =>
    long.cells.filter(({ whisperModel }) => whisperModel === model).map(({ verdict }) => verdict);
  expect(new Set(verdicts('tiny'))).toEqual(new Set(['worse-transcripts']));
  expect(verdicts('base')).not.toContain('worse-transcripts');
});

test('on the tight card the six configurations of 40 and 45 % cannot start', () => {
  const infeasible = tight.cells.filter(({ verdict }) => verdict === 'infeasible');
  expect(infeasible.map(({ vllmMemoryPct }) => vllmMemoryPct)).toEqual([40, 40, 40, 45, 45, 45]);
});
