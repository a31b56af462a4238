import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStack } from '../stack/real-stack.ts';
import type { Stack } from '../stack/real-stack.ts';
import { copyConfig } from '../stack/recorded-config.ts';
import { startWith } from '../stack/start-run.ts';

const config = copyConfig({ changes: [['dream.yaml', 'engines: simulated', 'engines: recorded']] });
let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ config: config.file, bare: true });
  await stack.startWorker('control');
  await stack.startWorker('gpu', 'recorded');
});

afterAll(async () => {
  await stack.stop();
  config.remove();
});

test('`{}` runs the default experiment on a namespace without our search attributes', async () => {
  const handle = await startWith(stack, 'bare', {});
  const result = await handle.result();
  expect(result.state).toBe('completed');
  expect(result.experiment).toBe('spica_gpu_allocation');
  const { events } = await handle.fetchHistory();
  expect(events?.some((event) => event.workflowTaskFailedEventAttributes)).toBe(false);
});
