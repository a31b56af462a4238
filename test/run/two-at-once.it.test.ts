import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunHistory } from '../../src/contracts/history.ts';
import { until } from '../cli/dream.ts';
import { stepsIn } from '../stack/run-history.ts';
import { createRunPlace } from './place.ts';
import type { RunPlace } from './place.ts';

let place: RunPlace;
beforeEach(() => {
  place = createRunPlace({ answerMs: 150 });
});
afterEach(() => place.dispose());

test('of two runs started at once one is refused and told what to do, over one server', async () => {
  const ended = ['a', 'b'].map((id) =>
    place.start(['run', '--engines', 'recorded', '--run-id', id]),
  );
  await until(() => ended.some(({ text }) => text.out.includes('measured')));
  expect(place.processes('keeper')).toHaveLength(1);
  expect(place.processes('server')).toHaveLength(1);
  expect(place.processes('control')).toHaveLength(1);
  expect(place.processes('gpu')).toHaveLength(1);
  const [first, second] = (await Promise.all(ended.map((one) => one.ended))).toSorted(
    (one, other) => (one.code ?? 0) - (other.code ?? 0),
  );
  expect(first).toMatchObject({ code: 0 });
  expect(second).toMatchObject({ code: 6 });
  expect(second?.err).toContain('error[RUN_IN_THE_WAY]');
  expect(second?.err).toContain('--queue');
});

test('with --queue the second waits for the first and finishes though its workers are gone', async () => {
  const first = place.start(['run', '--engines', 'recorded', '--run-id', 'a']);
  await until(() => first.text.out.includes('measured'));
  const second = place.start(['run', '--engines', 'recorded', '--run-id', 'b', '--queue']);
  await until(() => second.text.out.includes('waiting for the GPU'));
  expect(place.processes('gpu')).toHaveLength(1);
  const [a, b] = await Promise.all([first.ended, second.ended]);
  expect(a).toMatchObject({ code: 0 });
  expect(b).toMatchObject({ code: 0 });
  const [aSpan, bSpan] = ['a', 'b'].map((id) => gpuSpan(id));
  expect(aSpan?.end).toBeLessThanOrEqual(bSpan?.start ?? 0);
});

/** From the first step on the GPU to the last, as the closed history says. */
function gpuSpan(runId: string): { readonly start: number; readonly end: number } {
  const text = readFileSync(join(place.runFolder(runId), 'history.json'), 'utf8');
  const chain = JSON.parse(text) as readonly RunHistory[];
  const steps = chain
    .flatMap(({ history }) => stepsIn(history.events))
    .filter(({ queue, end }) => queue.startsWith('gpu-recorded-') && end === 'Completed');
  expect(steps.length).toBeGreaterThan(5);
  return {
    start: Math.min(...steps.map(({ startedMs }) => startedMs)),
    end: Math.max(...steps.map(({ endedMs }) => endedMs)),
  };
}
