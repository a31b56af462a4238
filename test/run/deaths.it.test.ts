import { afterAll, expect, test } from 'vitest';
import { until } from '../cli/dream.ts';
import { createRunPlace, kill, verdictsOf } from './place.ts';
import type { Kind } from './place.ts';

const place = createRunPlace({ answerMs: 700 });
afterAll(() => place.dispose());

test('a run completes though keeper, server, control and GPU worker are killed under it', async () => {
  const { text, ended } = place.start(['run', '--engines', 'recorded', '--run-id', 'a']);
  await until(() => text.out.includes('solo speech'));
  for (const kind of ['keeper', 'server', 'control', 'gpu'] as const) await replaced(kind);
  const { code, out, err } = await ended;
  expect({ code, err }).toMatchObject({ code: 0 });
  expect(err).toContain('starting it again');
  expect(out).toContain('a  completed');
  const verdicts = verdictsOf(place.runFolder('a'));
  expect(new Set(verdicts).size).toBe(verdicts.length);
  expect(await place.run('lineage', 'verify', place.runFolder('a'))).toMatchObject({ code: 0 });
}, 240_000);

/** SIGKILL, and until another process does its work. */
async function replaced(kind: Kind): Promise<void> {
  const [old] = place.processes(kind);
  expect(old).toBeDefined();
  kill(old?.pid ?? 0);
  await until(() => {
    const now = place.processes(kind);
    return now.length === 1 && now[0]?.pid !== old?.pid;
  });
}
