import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createPlace, until } from './dream.ts';
import type { Ended } from './dream.ts';

describe('dream run with recorded engines', () => {
  const place = createPlace(inject('temporalBinary'));
  const folder = join(place.folder, 'artifacts/dream/spica_gpu_allocation/first');
  let ended: Ended;
  beforeAll(async () => {
    ended = await place.run('run', '--engines', 'recorded', '--run-id', 'first', '--exit-status');
  });
  afterAll(place.dispose);

  test('prints the plan and the changes, ends with the summary and exits 0', () => {
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.err).toContain('15 configurations');
    expect(ended.out).toMatch(/^\d\d:\d\d:\d\d c\d+ .*: measured/m);
    expect(ended.out).toMatch(/TARGETS[^]*WINNER AGAINST BASELINE[^]*TIME[^]*FILES[^]*NEXT/);
    expect(ended.out).toContain('SIMULATED');
  });

  test('leaves every file of the run', () => {
    expect(readdirSync(folder)).toEqual(
      expect.arrayContaining([
        'gen_0_candidates.jsonl',
        'history.json',
        'lineage.jsonl',
        'manifest.json',
        'summary.json',
      ]),
    );
  });

  test('can be listed and shown afterwards, and its folder without any server', async () => {
    const listed = await place.run('list', '-o', 'json');
    expect(JSON.parse(listed.out)).toMatchObject([{ runId: 'first', state: 'completed' }]);
    const shown = await place.run('show', 'first');
    expect(shown.out).toContain('50 % / small *');
    const offline = await place.runWith({ TEMPORAL_ADDRESS: '127.0.0.1:1' }, 'show', folder);
    expect(offline.out).toBe(shown.out);
  });

  test('refuses the same id again', async () => {
    const again = await place.run('run', '--engines', 'recorded', '--run-id', 'first');
    expect(again.err).toContain('error[DUPLICATE_RUN]');
    expect(again.code).toBe(2);
  });

  test('proves its figures to level 1, and no longer after one changed byte', async () => {
    const whole = await place.run('lineage', 'verify', folder);
    expect(whole).toMatchObject({ code: 0, err: '' });
    expect(whole.out).toContain('level 1');
    expect(await place.run('lineage', 'verify', folder, '--level', '2')).toMatchObject({ code: 7 });
    const file = join(folder, 'lineage.jsonl');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"generation":1', '"generation":2'));
    const broken = await place.run('lineage', 'verify', folder);
    expect(broken.out).toMatch(/lineage\.jsonl, record \d+/);
    expect(broken.code).toBe(5);
    writeFileSync(file, text);
  });

  test('refuses beside a run that waits, names it, and carries it on with --resume', async () => {
    const started = await place.run('start', '--engines', 'recorded', '--run-id', 'waiting');
    expect(started).toMatchObject({ code: 0, out: 'waiting\n' });
    expect(started.err).toContain('no GPU worker answers');
    const refused = await place.run('run', '--engines', 'recorded');
    expect(refused.err).toContain('error[RUN_IN_THE_WAY]');
    expect(refused.err).toContain('dream run --resume waiting');
    expect(refused.code).toBe(6);
    const resumed = await place.run('run', '--resume', 'waiting');
    expect(resumed.out).toContain('waiting  completed');
    expect(resumed.code).toBe(0);
  });
});

describe('Ctrl-C in dream run', () => {
  const place = createPlace(inject('temporalBinary'));
  afterAll(place.dispose);

  test('ends the run, writes what there is, says what a second does and exits 130', async () => {
    const { child, text, ended } = place.start(['run', '--run-id', 'cut']);
    await until(() => text.out.includes('joint load'));
    child.kill('SIGINT');
    const { code, out, err } = await ended;
    expect(err).toContain('second Ctrl-C');
    expect(out).toContain('cut  stopped');
    expect(out).toContain('GPU released and proven free');
    expect(code).toBe(130);
    const folder = join(place.folder, 'artifacts/dream/spica_gpu_allocation/cut');
    expect(existsSync(join(folder, 'summary.json'))).toBe(true);
  });
});
