import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Proposal } from '../../src/contracts/promotion.ts';
import { proposedRun, send } from '../stack/proposal.ts';
import { kill, startStack, until } from '../stack/real-stack.ts';
import type { Stack } from '../stack/real-stack.ts';
import { copyCheapConfig } from '../stack/recorded-config.ts';
import { run } from '../stack/start-run.ts';
import { createRunPlace } from './place.ts';

const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const reason = ['--reason', 'the margin is clear'] as const;

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

/** The command line against the stack's server, as a person types it. */
function dream(stack: Stack, ...args: readonly string[]): Promise<Ended> {
  const child = stack.run(process.execPath, [program, ...args]);
  const text = { out: '', err: '' };
  child.stdout?.on('data', (data: Buffer) => (text.out += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (text.err += data.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...text })));
}

describe('dream promotions', () => {
  const config = copyCheapConfig();
  let stack: Stack;
  let control: Awaited<ReturnType<Stack['startWorker']>>;
  let proposal: Proposal;
  beforeAll(async () => {
    stack = await startStack({ config: config.file });
    control = await stack.startWorker('control');
    await stack.startWorker('gpu', 'recorded');
    proposal = await proposedRun(stack, 'one');
  });
  afterAll(async () => {
    await stack.stop();
    config.remove();
  });
  const promotions = (...args: readonly string[]) => dream(stack, 'promotions', ...args);

  test('list names each proposal with its state, as a table and as data', async () => {
    const listed = await promotions('list');
    expect(listed).toMatchObject({ code: 0 });
    expect(listed.out).toMatch(/promotion-one .*waits for an answer until/);
    const data = await promotions('list', '-o', 'json');
    expect(JSON.parse(data.out)).toMatchObject([{ kind: 'promotion', state: 'proposed' }]);
  });

  test('show says on one screen what an answer needs', async () => {
    const shown = await promotions('show', 'one');
    expect(shown.code).toBe(0);
    for (const title of ['CHANGE', 'TARGETS', 'RISKS', 'MEASURED', 'TRUST', 'ANSWER']) {
      expect(shown.out).toContain(title);
    }
    expect(shown.out).toContain(`digest of this evidence: ${proposal.digest}`);
    expect(shown.out).toContain('verified to level 1');
    expect(shown.out.split('\n').length).toBeLessThan(46);
  });

  test.each([
    ['without a reason', [], 2, 'reason of at least 10'],
    ['without a digest', [...reason], 2, 'digest of the evidence'],
    ['with a short reason', ['--reason', 'yes', '--digest', 'a'.repeat(12)], 2, 'at least 10'],
    [
      'with another digest',
      [...reason, '--digest', 'a'.repeat(12)],
      6,
      'not that of this evidence',
    ],
  ])('approve %s is refused', async (_how, flags, code, words) => {
    const refused = await promotions('approve', 'promotion-one', ...flags);
    expect(refused.code).toBe(code);
    expect(refused.err).toContain(words);
  });

  test('approve of a run that was not proposed says why', async () => {
    await run(stack, 'capped', { overrides: { capMs: 5_000, strategy: 'exhaustive' } });
    const given = [...reason, '--digest', 'a'.repeat(12)];
    const refused = await promotions('approve', 'capped', ...given);
    expect(refused.code).toBe(6);
    expect(refused.err).toMatch(/was not proposed[^]*(not confirmed|nothing better)/);
    const unknown = await promotions('approve', 'never-heard-of', ...given);
    expect(unknown.code).toBe(2);
    expect(unknown.err).toContain('error[PROMOTION_NOT_FOUND]');
  });

  test('propose of what may not be proposed is refused', async () => {
    expect((await promotions('propose', 'one')).err).toContain('is proposed already');
    const capped = await promotions('propose', 'capped');
    expect(capped.code).toBe(6);
    expect((await promotions('propose', 'never-heard-of')).code).toBe(2);
  });

  test('approve is taken once, and a second one is told whose it was', async () => {
    const given = [...reason, '--digest', proposal.digest.slice(0, 16)];
    const taken = await promotions('approve', 'one', ...given, '--as', 'ann@desk');
    expect(taken).toMatchObject({ code: 0 });
    expect(taken.out).toBe('promotion-one: approved by ann@desk: the margin is clear\n');
    expect(taken.err).toContain(`files: ${join('artifacts', 'dream', 'promotions')}`);
    const second = await promotions('reject', 'one', ...given);
    expect(second.code).toBe(6);
    expect(second.err).toContain('decided already: approved by ann@desk');
    expect((await promotions('show', 'one')).out).toContain('approved by ann@desk');
  });

  test('reject, then propose again, to production: refused for what is simulated', async () => {
    const { digest } = await proposedRun(stack, 'two');
    const given = [...reason, '--digest', digest];
    expect(await promotions('reject', 'promotion-two', ...given)).toMatchObject({ code: 0 });
    const production = await promotions('propose', 'two', '--target', 'production');
    expect(production.code).toBe(6);
    expect(production.err).toContain('simulated target only');
    const again = await promotions('propose', 'two', '-o', 'json');
    expect(JSON.parse(again.out)).toMatchObject({
      promotionId: 'promotion-two-3',
      state: 'proposed',
    });
  });

  test('a proposal that the server has forgotten is shown from its folder', async () => {
    await stack.client.workflowService.deleteWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: 'promotion-one' },
    });
    const handle = stack.client.workflow.getHandle('promotion-one');
    const isGone = () =>
      handle.describe().then(
        () => false,
        () => true,
      );
    await until(isGone, 30_000);
    const shown = await promotions('show', 'promotion-one');
    expect(shown.code).toBe(0);
    expect(shown.out).toContain('approved by ann@desk');
    expect(shown.err).toContain('from its folder');
  });

  test('with no worker the answer waits, says so, and the command ends with 4', async () => {
    const { digest } = await proposedRun(stack, 'three');
    await kill(control);
    const waited = await promotions('approve', 'three', ...reason, '--digest', digest);
    expect(waited.code).toBe(4);
    expect(waited.err).toContain('no worker took the answer within');
    expect(waited.err).toContain('it waits on the server');
    await stack.startWorker('control');
    await send(stack, 'promotion-three', 'reject', {
      who: 'ben',
      reason: 'only to see it end',
      digest,
    }).catch(() => undefined);
  });
});

describe('after `dream run` has ended', () => {
  const place = createRunPlace({ engines: 'recorded', populations: [2, 4, 4, 4], cheap: true });
  afterAll(() => place.dispose());

  test('the run says what it proposed, and the answer needs no stack to be started by hand', async () => {
    const ended = await place.run('run', '--run-id', 'r');
    expect(ended.out).toContain('PROMOTION\n  promotion-r waits for an answer until');
    const shown = await place.run('promotions', 'show', 'r', '-o', 'json');
    const { proposal } = JSON.parse(shown.out) as { proposal: Proposal };
    const given = [...reason, '--digest', proposal.digest];
    const taken = await place.run('promotions', 'approve', 'r', ...given);
    expect(taken).toMatchObject({ code: 0 });
    expect(taken.out).toContain('approved by');
  });

  test('a run that kept the baseline proposes nothing and says why', async () => {
    const ended = await place.run('run', '--run-id', 'k', '--cap', '5s');
    expect(ended.out).toContain('PROMOTION\n  nothing is proposed: ');
    const listed = await place.run('promotions', 'list');
    expect(listed.out).not.toContain('promotion-k ');
  });
});
