import { createServer } from 'node:net';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { searchAttributes } from '../../src/contracts/names.ts';
import { ServerRecord } from '../../src/contracts/schemas/server.ts';
import type { ServerEvent } from '../../src/server/ensure-server.ts';
import { createStack, isRunning, waitFor, withConnection } from './stack.ts';

const retentionSeconds = 90 * 24 * 3600;

let stack: ReturnType<typeof createStack>;

beforeEach(() => {
  stack = createStack();
});

afterEach(async () => {
  await stack.dispose();
});

const startWorkflow = async (address: string, workflowId: string) =>
  withConnection(address, async (connection) =>
    new Client({ connection }).workflow.start('nobody', { workflowId, taskQueue: 'none' }),
  );

const describeWorkflow = async (address: string, workflowId: string) =>
  withConnection(address, async (connection) =>
    new Client({ connection }).workflow.getHandle(workflowId).describe(),
  );

describe('a fresh state folder', () => {
  it('gets a server with our retention, our search attributes and a Web UI', async () => {
    const server = await stack.ensure();
    await withConnection(server.address, async (connection) => {
      const { config } = await connection.workflowService.describeNamespace({
        namespace: 'default',
      });
      expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(retentionSeconds);
      const { customAttributes } = await connection.operatorService.listSearchAttributes({
        namespace: 'default',
      });
      const names = searchAttributes.map(({ name }) => name);
      expect(Object.keys(customAttributes ?? {})).toEqual(expect.arrayContaining(names));
    });
    expect((await fetch(server.uiUrl)).status).toBe(200);
    expect(server.owned).toBe(true);
  });

  it('holds a server.json that names the server and its keeper', async () => {
    const server = await stack.ensure();
    const record = ServerRecord.parse(
      JSON.parse(readFileSync(join(stack.stateDir, 'server.json'), 'utf8')),
    );
    expect(record).toMatchObject({
      pid: server.pid,
      keeperPid: server.keeperPid,
      address: server.address,
      version: '1.32.0',
    });
    expect(existsSync(join(stack.stateDir, 'temporal-1.32.0.db'))).toBe(true);
  });

  it('takes another port when the usual ones are taken', async () => {
    const blockers = await Promise.all([7233, 8233].map(occupy));
    const server = await stack.ensure();
    expect(server.address).not.toBe('127.0.0.1:7233');
    expect(server.uiUrl).not.toBe('http://localhost:8233');
    blockers.forEach((release) => {
      release();
    });
  });
});

describe('several clients of one folder', () => {
  it('share one server when they start at the same moment', async () => {
    const [first, second] = await Promise.all([stack.spawnClient(), stack.spawnClient()]);
    expect(first.attached.address).toBe(second.attached.address);
    expect(first.attached.pid).toBe(second.attached.pid);
    expect([first.attached.owned, second.attached.owned].filter(Boolean)).toHaveLength(1);
  });

  it('keep the server while one of them is attached, and lose it after the grace', async () => {
    const killed = await stack.spawnClient();
    const server = await stack.ensure();
    killed.child.kill('SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(isRunning(server.pid)).toBe(true);

    server.detach();
    await waitFor(() => !isRunning(server.pid) && !isRunning(server.keeperPid));
    expect(existsSync(join(stack.stateDir, 'server.json'))).toBe(false);
  });

  it('get a new server when they come while the old one is going', async () => {
    const old = await stack.ensure({ graceMs: 0 });
    await startWorkflow(old.address, 'before');
    old.detach();
    const next = await stack.ensure();
    expect((await describeWorkflow(next.address, 'before')).status.name).toBe('RUNNING');
  });
});

describe('SIGKILL', () => {
  it('of the server: the keeper starts it again at the same address with the same data', async () => {
    const events: ServerEvent[] = [];
    const server = await stack.ensure({ onEvent: (event) => events.push(event) });
    await startWorkflow(server.address, 'survivor');

    process.kill(server.pid, 'SIGKILL');
    await waitFor(() => events.some(({ kind }) => kind === 'recovered'));

    expect(events.map(({ kind }) => kind)).toEqual(['starting', 'restarting', 'recovered']);
    expect(events.at(-1)).toMatchObject({ address: server.address });
    expect((await describeWorkflow(server.address, 'survivor')).status.name).toBe('RUNNING');
  });

  it('of the keeper: its clients get a new one, and the orphan is stopped first', async () => {
    const events: ServerEvent[] = [];
    const server = await stack.ensure({ onEvent: (event) => events.push(event) });
    await startWorkflow(server.address, 'survivor');

    process.kill(server.keeperPid, 'SIGKILL');
    await waitFor(() => events.some(({ kind }) => kind === 'recovered'));

    expect(isRunning(server.pid)).toBe(false);
    expect(events.at(-1)).toMatchObject({ address: server.address });
    expect((await describeWorkflow(server.address, 'survivor')).status.name).toBe('RUNNING');
  });

  it('of the keeper without clients: the next start stops the orphan and has its data', async () => {
    const client = await stack.spawnClient();
    await startWorkflow(client.attached.address, 'survivor');
    client.child.kill('SIGKILL');
    process.kill(client.attached.keeperPid, 'SIGKILL');
    await waitFor(() => !isRunning(client.attached.keeperPid));
    expect(isRunning(client.attached.pid)).toBe(true);

    const next = await stack.ensure();

    expect(isRunning(client.attached.pid)).toBe(false);
    expect((await describeWorkflow(next.address, 'survivor')).status.name).toBe('RUNNING');
  });
});

describe('what goes wrong', () => {
  it('says where it looked and what to do when no executable is found', async () => {
    const attempt = stack.ensure({ binary: join(stack.root, 'no-such-temporal') });
    await expect(attempt).rejects.toMatchObject({
      code: 'SERVER_NOT_FOUND',
      message: 'no Temporal server was found',
      detail: {
        why: expect.stringContaining('no-such-temporal'),
        fix: expect.stringContaining('TEMPORAL_ADDRESS'),
      },
    });
  });

  it('names the log when the database file is none', async () => {
    mkdirSync(stack.stateDir, { recursive: true });
    writeFileSync(join(stack.stateDir, 'temporal-1.32.0.db'), 'no database');
    await expect(stack.ensure()).rejects.toMatchObject({
      code: 'SERVER_START_FAILED',
      message: expect.stringContaining('file is not a database'),
      detail: { where: join(stack.stateDir, 'temporal-server.log') },
    });
  });

  it('says so when the state folder is a file', async () => {
    writeFileSync(stack.stateDir, '');
    await expect(stack.ensure()).rejects.toMatchObject({ code: 'FOLDER_UNWRITABLE' });
  });

  it('tells attached clients when the keeper is stopped on purpose', async () => {
    const events: ServerEvent[] = [];
    const server = await stack.ensure({ onEvent: (event) => events.push(event) });
    process.kill(server.keeperPid, 'SIGTERM');
    await waitFor(() => events.at(-1)?.kind === 'lost' && !isRunning(server.pid));
    expect(events.map(({ kind }) => kind)).toEqual(['starting', 'lost']);
  });

  it('works where the path of the state folder is too long for a socket', async () => {
    const stateDir = join(stack.root, 'x'.repeat(120), '.dream');
    const server = await stack.ensure({ stateDir });
    const other = await stack.ensure({ stateDir });
    expect(other.pid).toBe(server.pid);
    server.detach();
    other.detach();
    await waitFor(() => !isRunning(server.keeperPid));
  });
});

const occupy = async (port: number): Promise<() => void> =>
  new Promise((resolve) => {
    const blocker = createServer();
    const done = (): void => {
      resolve(() => blocker.close());
    };
    // already in use is as good for this test
    blocker.once('error', done);
    blocker.listen(port, '127.0.0.1', done);
  });
