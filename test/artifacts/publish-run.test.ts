import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLineage } from '../../src/artifacts/lineage-file.ts';
import { publishRun } from '../../src/artifacts/publish-run.ts';
import { readRun } from '../../src/artifacts/read-run.ts';
import { createRunFolders } from '../../src/artifacts/run-folder.ts';
import { writeGeneration } from '../../src/artifacts/write-generation.ts';
import { writeHistory } from '../../src/artifacts/write-history.ts';
import type { GenerationInput } from '../../src/contracts/activities.ts';
import { exampleRun, firstRunId, spec, workflowId } from './example-run.ts';

const run = exampleRun();
const second = run.generations[1] as GenerationInput;

let root = '';
let path = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dream artifacts '));
  const folders = createRunFolders(root);
  path = await folders.claim({ experiment: spec.experiment, run: workflowId, firstRunId });
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

const text = (name: string) => readFile(join(path, name), 'utf8');
const lines = async (name: string) => (await text(name)).trimEnd().split('\n');
const contents = async (): Promise<Record<string, string>> => {
  const pairs = (await readdir(path)).map(async (name) => [name, await text(name)] as const);
  return Object.fromEntries(await Promise.all(pairs));
};

const candidateLines = async (generation: number) =>
  (await lines(`gen_${generation}_candidates.jsonl`)).map(
    (line) => JSON.parse(line) as Record<string, unknown>,
  );

async function record(count = run.generations.length): Promise<void> {
  for (const input of run.generations.slice(0, count)) await writeGeneration(path, input);
}

const publish = () => publishRun({ root, path, input: run.input, chain: run.open });

describe('a generation', () => {
  it('appends its records and writes one line for each candidate of it', async () => {
    await record(1);
    const { records } = (await readLineage(path)) ?? { records: [] };
    expect(records.map(({ record: { kind } }) => kind)).toEqual([
      'genesis',
      'plan',
      'verdict',
      'verdict',
      'verdict',
    ]);
    const candidates = await candidateLines(0);
    expect(candidates.map((line) => line['spica_id'])).toEqual(['c0', 'c1', 'c2']);
    expect(candidates[0]).toMatchObject({
      parent_id: null,
      generation: 0,
      mutations: [],
      sha256: records[2]?.hash,
      origin: 'baseline',
    });
  });

  it('written twice, or again after later ones, changes nothing', async () => {
    await record();
    const before = await contents();
    await record();
    expect(await contents()).toEqual(before);
    expect(Object.keys(before).filter((name) => name.startsWith('gen_'))).toHaveLength(4);
  });

  it('mends the torn last line of a killed write', async () => {
    await record(1);
    const whole = await text('lineage.jsonl');
    await writeFile(join(path, 'lineage.jsonl'), `${whole}{"hash":"ab`);
    await record(2);
    const mended = await text('lineage.jsonl');
    expect(mended.startsWith(whole)).toBe(true);
    expect(mended).not.toContain('{"hash":"ab{');
    expect(await lines('lineage.jsonl')).toHaveLength(
      run.generations.slice(0, 2).flatMap(({ records }) => records).length,
    );
  });

  it('is refused where records before it are missing', async () => {
    await expect(writeGeneration(path, second)).rejects.toMatchObject({
      code: 'LINEAGE_BROKEN',
    });
  });
});

describe('a publication', () => {
  it('writes every file that SPEC and the lineage name', async () => {
    await record();
    const files = await publish();
    expect((await readdir(path)).sort()).toEqual([
      'gen_0_candidates.jsonl',
      'gen_1_candidates.jsonl',
      'gen_2_candidates.jsonl',
      'gen_3_candidates.jsonl',
      'history.json',
      'lineage.jsonl',
      'manifest.json',
      'owner.json',
      'spec.json',
      'summary.json',
    ]);
    expect(await readdir(root)).toEqual(['promotions', spec.experiment, 'winners']);
    expect(files).toContain(join(root, 'winners', `${spec.experiment}.json`));
    expect(files).toContain(join(path, 'manifest.json'));
  });

  it('tells the result, the targets with measured values, and every trial', async () => {
    await record();
    await publish();
    const { summary } = await readRun(path);
    expect(summary).toMatchObject({
      schemaVersion: 1,
      simulated: true,
      runId: workflowId,
      workflowId,
      firstRunId,
      result: { outcome: 'unconfirmed', lineageLength: (await lines('lineage.jsonl')).length },
    });
    expect(summary?.targets.baseline[0]).toMatchObject({
      objective: 'sttLatency',
      target: 500_000,
    });
    expect(summary?.targets.baseline[0]?.value).toBeGreaterThan(0);
    expect(summary?.trials).toHaveLength(
      run.generations.flatMap(({ records }) => records).filter((r) => r.record.kind === 'verdict')
        .length,
    );
    const { startedAt = '', finishedAt = '' } = summary ?? {};
    expect(Date.parse(finishedAt)).toBeGreaterThan(Date.parse(startedAt));
  });

  it('marks what is simulated in every file', async () => {
    await record();
    await publish();
    for (const name of ['summary.json', 'manifest.json', 'spec.json']) {
      expect(JSON.parse(await text(name)).simulated).toBe(true);
    }
    for (const line of await candidateLines(3)) expect(line['simulated']).toBe(true);
    const winner = await readFile(join(root, 'winners', `${spec.experiment}.json`), 'utf8');
    expect(JSON.parse(winner).simulated).toBe(true);
  });

  it('makes good what earlier steps could not write', async () => {
    await record();
    await publish();
    const before = await contents();
    for (const name of Object.keys(before)) {
      if (name !== 'owner.json') await rm(join(path, name));
    }
    await publish();
    expect(await contents()).toEqual(before);
  });

  it('leaves the winner of a newer run alone', async () => {
    await record();
    await publish();
    const file = join(root, 'winners', `${spec.experiment}.json`);
    const newer = {
      ...JSON.parse(await readFile(file, 'utf8')),
      finishedAt: '2027-01-01T00:00:00Z',
    };
    await writeFile(file, JSON.stringify(newer));
    await publish();
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(newer);
    await writeFile(file, JSON.stringify({ ...newer, finishedAt: '2026-01-01T00:00:00Z' }));
    await publish();
    expect(JSON.parse(await readFile(file, 'utf8')).finishedAt).toMatch(/^2026-11-22/);
  });
});

describe('the closed history', () => {
  it('replaces the one so far, and its digest in the manifest', async () => {
    await record();
    await publish();
    const open = await contents();
    expect(await writeHistory(path, run.closed)).toBe(join(path, 'history.json'));
    const closed = await contents();
    const changed = Object.keys(closed).filter((name) => closed[name] !== open[name]);
    expect(changed.sort()).toEqual(['history.json', 'manifest.json']);
    expect(JSON.parse(closed['history.json'] ?? '')).toEqual(run.closed);
  });

  it('brings back a run of which nothing could be written', async () => {
    await record();
    await publish();
    await writeHistory(path, run.closed);
    const before = await contents();
    for (const name of Object.keys(before)) {
      if (name !== 'owner.json') await rm(join(path, name));
    }
    await rm(join(root, 'winners'), { recursive: true });
    await writeHistory(path, run.closed);
    expect(await contents()).toEqual(before);
    expect(await readdir(join(root, 'winners'))).toEqual([`${spec.experiment}.json`]);
  });
});
