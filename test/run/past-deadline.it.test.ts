import { afterAll, expect, test } from 'vitest';
import { until } from '../cli/dream.ts';
import { createRunPlace } from './place.ts';

const place = createRunPlace({ answerMs: 1_000, cheap: true });
afterAll(() => place.dispose());

test('--resume past the deadline concludes the run as capped, says so and exits 0', async () => {
  const { child, text, ended } = place.start([
    ...['run', '--engines', 'recorded', '--run-id', 'a', '--cap', '15s'],
  ]);
  await until(() => text.out.includes('measured'));
  child.kill('SIGKILL');
  await ended;
  await until(() => place.processes().length === 0);
  const { code, out, err } = await place.run('run', '--resume', 'a');
  expect({ code, err }).toMatchObject({ code: 0 });
  expect(err).toMatch(/the cap of this run ended .* ago: it concludes as capped/);
  expect(out).toContain('a  capped');
});
