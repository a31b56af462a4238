import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fetchPromotion } from '../../src/client/read-promotion.ts';
import { proposedRun, send } from '../stack/proposal.ts';
import { kill, startStack, until } from '../stack/real-stack.ts';
import type { Stack } from '../stack/real-stack.ts';
import { copyCheapConfig } from '../stack/recorded-config.ts';
import { chainOf } from '../stack/run-history.ts';

const config = copyCheapConfig();
let stack: Stack;
let control: Awaited<ReturnType<Stack['startWorker']>>;

beforeAll(async () => {
  stack = await startStack({ config: config.file });
  control = await stack.startWorker('control');
  await stack.startWorker('gpu', 'recorded');
});
afterAll(async () => {
  await stack.stop();
  config.remove();
});

const answer = (digest: string, who = 'ann@desk') => ({
  who,
  reason: 'the margin is clear',
  digest,
});
const closed = (id: string) =>
  until(async () => {
    const view = await fetchPromotion(stack.client, id);
    return view.isOpen ? null : view;
  }, 60_000);
const acceptedUpdates = async (id: string) => {
  const [only] = await chainOf(stack.client, id);
  return (only?.history.events ?? []).filter(
    (event) => 'workflowExecutionUpdateAcceptedEventAttributes' in event,
  ).length;
};

test('a worker killed between approval and writing: decided once, written once', async () => {
  const { digest, folder } = await proposedRun(stack, 'struck');
  const path = join(stack.artifacts, 'promotions', folder);
  await until(async () => Promise.resolve(existsSync(join(path, 'manifest.json'))), 20_000);
  // A folder in the place of the file keeps the writing from coming before the blow.
  const inTheWay = join(path, 'decision.json');
  mkdirSync(join(inTheWay, 'x'), { recursive: true });
  await send(stack, 'promotion-struck', 'approve', answer(digest));
  await kill(control);
  rmSync(inTheWay, { recursive: true });
  control = await stack.startWorker('control');
  const view = await closed('promotion-struck');
  expect(view.decision).toMatchObject({ state: 'approved', who: 'ann@desk' });
  const file = JSON.parse(readFileSync(inTheWay, 'utf8')) as {
    decision: object;
  };
  expect(file.decision).toEqual(view.decision);
  expect(await acceptedUpdates('promotion-struck')).toBe(1);
});

test('a worker killed while an approval is checked: the check is made again, one is taken', async () => {
  const { digest } = await proposedRun(stack, 'checked');
  const first = send(stack, 'promotion-checked', 'approve', answer(digest)).catch(() => null);
  await until(async () => (await acceptedUpdates('promotion-checked')) > 0, 20_000);
  await kill(control);
  control = await stack.startWorker('control');
  const view = await closed('promotion-checked');
  expect(view.decision).toMatchObject({ state: 'approved', who: 'ann@desk' });
  expect(await first).toMatchObject({ state: 'approved', by: 'ann@desk' });
});

test('a server killed while a proposal waits: the answer is taken when it is back', async () => {
  const { digest } = await proposedRun(stack, 'served');
  await kill(stack.server);
  await stack.startServer();
  const reply = await until(
    () => send(stack, 'promotion-served', 'approve', answer(digest)).catch(() => null),
    60_000,
  );
  expect(reply).toMatchObject({ state: 'approved' });
  expect((await closed('promotion-served')).decision).toMatchObject({ state: 'approved' });
});

test('with no worker an answer waits, and is taken when one is back', async () => {
  const { digest } = await proposedRun(stack, 'unheard');
  await kill(control);
  const sent = send(stack, 'promotion-unheard', 'reject', answer(digest));
  control = await stack.startWorker('control');
  expect(await sent).toMatchObject({ state: 'rejected' });
});
