import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyFolder } from '../../src/artifacts/verify-folder.ts';
import { archiveWorkflowId, controlQueue } from '../../src/contracts/names.ts';
import { startStack } from '../stack/real-stack.ts';
import type { Stack } from '../stack/real-stack.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
  await stack.startWorker('control');
  await stack.startWorker('gpu', 'recorded');
});

afterAll(() => stack.stop());

/** Runs to the end of the archive; returns the run folder. */
async function archived(workflowId: string, overrides: object = {}): Promise<string> {
  const args = [{ engines: 'recorded', overrides }];
  const options = { workflowId, taskQueue: controlQueue, args };
  const { experiment } = (await stack.client.workflow.execute('experiment', options)) as {
    experiment: string;
  };
  await stack.client.workflow.getHandle(archiveWorkflowId(workflowId)).result();
  return join(stack.artifacts, experiment, workflowId);
}

describe('the folder of a real run', () => {
  it('agrees with its closed history, and no longer after one byte changed in any file', async () => {
    const path = await archived('real-1');
    expect(await verifyFolder(path)).toMatchObject({ level: 1, findings: [], notes: [] });
    const names = await readdir(path);
    expect(names).toContain('history.json');
    for (const name of names) {
      const original = await readFile(join(path, name));
      const changed = Buffer.from(original);
      const at = Math.floor(changed.length / 2);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await writeFile(join(path, name), changed);
      const { level, findings } = await verifyFolder(path);
      await writeFile(join(path, name), original);
      expect(level).toBeNull();
      expect([...new Set(findings.map(({ file }) => file))]).toEqual([name]);
    }
  });

  it('holds every run of a chain that continued as new', async () => {
    const path = await archived('real-2', { continueAfter: 3 });
    const chain = JSON.parse(await readFile(join(path, 'history.json'), 'utf8')) as unknown[];
    expect(chain.length).toBeGreaterThan(1);
    expect(await verifyFolder(path)).toMatchObject({ level: 1, findings: [] });
  });
});
