import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../cli/dream.ts';
import { createRunPlace, verdictsOf } from './place.ts';
import type { RunPlace } from './place.ts';

/** DESIGN section 6: so long may an engine outlive whoever answers for it. */
const engineEndMs = 3_000;
const probing = 'joint load';

let place: RunPlace;
beforeEach(() => {
  place = createRunPlace({ populations: [2] });
});
afterEach(() => place.dispose());

test('after SIGKILL no engine is left, the server goes, and --resume carries the run to its end', async () => {
  const { child, text, ended } = place.start(['run', '--run-id', 'a']);
  await until(() => text.out.includes(probing));
  expect(place.processes('engine').length).toBeGreaterThan(1);
  child.kill('SIGKILL');
  await ended;
  const leftAt = Date.now();
  await until(() => place.processes('engine').length === 0, engineEndMs);
  await until(() => place.processes().length === 0);
  const awayMs = Date.now() - leftAt;
  const { code, out, err } = await place.run('run', '--resume', 'a');
  expect({ code, err }).toMatchObject({ code: 0 });
  expect(out).toContain('GPU released and proven free');
  const verdicts = verdictsOf(place.runFolder('a'));
  expect(verdicts.length).toBeGreaterThan(2);
  expect(new Set(verdicts).size).toBe(verdicts.length);
  const summary = readFileSync(join(place.runFolder('a'), 'summary.json'), 'utf8');
  const [, usedMs] = /"usedMs": (\d+)/.exec(summary) ?? [];
  expect(Number(usedMs)).toBeGreaterThan(awayMs);
  expect(await place.run('lineage', 'verify', place.runFolder('a'))).toMatchObject({ code: 0 });
}, 300_000);

test('a second Ctrl-C ends everything at once, and --resume concludes the run', async () => {
  const { child, text, ended } = place.start(['run', '--run-id', 'a']);
  await until(() => text.out.includes(probing));
  child.kill('SIGINT');
  await until(() => text.err.includes('a second Ctrl-C'));
  child.kill('SIGINT');
  const left = await ended;
  expect(left.code).toBe(130);
  expect(left.err).toContain('dream run --resume a');
  await until(() => place.processes('engine').length === 0, engineEndMs);
  const { code, out, err } = await place.run('run', '--resume', 'a');
  expect({ code, err }).toMatchObject({ code: 0 });
  expect(out).toContain('a  stopped');
  expect(place.processes('engine')).toEqual([]);
}, 240_000);
