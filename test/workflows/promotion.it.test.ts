import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decide } from '../../src/client/decide.ts';
import { fetchPromotion } from '../../src/client/read-promotion.ts';
import type { Proposal } from '../../src/contracts/promotion.ts';
import { proposeByHand, proposedRun, refusalOf, send } from '../stack/proposal.ts';
import { startStack, until } from '../stack/real-stack.ts';
import type { Stack } from '../stack/real-stack.ts';
import { copyCheapConfig } from '../stack/recorded-config.ts';
import { chainOf, stepsOf } from '../stack/run-history.ts';
import { run } from '../stack/start-run.ts';

const config = copyCheapConfig();
let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ config: config.file });
  await stack.startWorker('control');
  await stack.startWorker('gpu', 'recorded');
});
afterAll(async () => {
  await stack.stop();
  config.remove();
});

const folderOf = (name: string) => join(stack.artifacts, 'promotions', name);
const answer = (digest: string, more: object = {}) => ({
  who: 'ann@desk',
  reason: 'the margin is clear',
  digest,
  ...more,
});
const acceptedUpdates = async (id: string) => {
  const [only] = await chainOf(stack.client, id);
  const updates = only?.history.events ?? [];
  return updates.filter((event) => 'workflowExecutionUpdateAcceptedEventAttributes' in event);
};
const closedState = async (id: string) => {
  const view = await until(async () => {
    const found = await fetchPromotion(stack.client, id);
    return found.isOpen ? null : found;
  }, 30_000);
  return view.state;
};

describe('a run with a confirmed, better winner', () => {
  let proposal: Proposal;
  beforeAll(async () => {
    proposal = await proposedRun(stack, 'first');
  });

  test('is proposed with the evidence of its own events', () => {
    const { evidence } = proposal;
    expect(evidence.review).toMatchObject({ outcome: 'better', confirmed: true, simulated: true });
    expect(evidence.verified.level).toBe(1);
    expect(evidence).toMatchObject({ target: 'simulated', approval: 'solo', proposedBy: null });
  });

  test('has a folder in which the file of the evidence has its digest', async () => {
    const folder = folderOf(proposal.folder);
    await until(async () => Promise.resolve(existsSync(join(folder, 'manifest.json'))), 20_000);
    const bytes = readFileSync(join(folder, 'evidence.json'));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(proposal.digest);
    expect(existsSync(join(folder, 'decision.json'))).toBe(false);
  });

  test.each([
    ['nothing', undefined, 'send {"who"'],
    ['a number', 7, 'send {"who"'],
    ['no reason', { who: 'ann', digest: 'a'.repeat(64) }, 'send {"who"'],
    ['no name', { who: ' ', reason: 'long enough', digest: 'a'.repeat(64) }, 'who you are'],
    ['a short reason', { who: 'ann', reason: 'yes', digest: 'a'.repeat(64) }, '10 characters'],
    ['a digest of another', answer('a'.repeat(64)), 'not that of this evidence'],
    ['a digest of few digits', answer('abc'), 'first 12'],
  ])('refuses an approval with %s, and it leaves no event', async (_what, sent, words) => {
    expect(await refusalOf(stack, 'promotion-first', 'approve', sent)).toContain(words);
    expect(await acceptedUpdates('promotion-first')).toEqual([]);
  });

  test('takes exactly one of 20 approvals at once and tells the others whose it was', async () => {
    const people = Array.from({ length: 20 }, (_, number) => `person-${number}@desk`);
    const answers = await Promise.allSettled(
      people.map((who) =>
        decide(stack.client, 'promotion-first', {
          choice: 'approve',
          input: answer(proposal.digest, { who }),
        }),
      ),
    );
    const taken = answers.filter((each) => each.status === 'fulfilled');
    expect(taken).toHaveLength(1);
    const winner = taken[0]?.value.by ?? '';
    const told = answers.flatMap((each) =>
      each.status === 'rejected' ? [String(each.reason)] : [],
    );
    expect(told).toHaveLength(19);
    for (const text of told) expect(text).toContain(`approved by ${winner}`);
  });

  test('keeps the decision in its history, its result and its folder', async () => {
    expect(await closedState('promotion-first')).toBe('approved');
    const file = join(folderOf(proposal.folder), 'decision.json');
    const { decision } = JSON.parse(readFileSync(file, 'utf8')) as { decision: object };
    const view = await fetchPromotion(stack.client, 'promotion-first');
    expect(decision).toEqual(view.decision);
    expect(view.decision).toMatchObject({ digest: proposal.digest, environment: 'unchanged' });
    const writes = (await stepsOf(stack.client, 'promotion-first')).filter(
      ({ activity }) => activity === 'writePromotion',
    );
    expect(writes).toHaveLength(2);
  });

  test('tells a late answer whose the decision was', async () => {
    const late = decide(stack.client, 'promotion-first', {
      choice: 'reject',
      input: answer(proposal.digest),
    });
    await expect(late).rejects.toMatchObject({ code: 'REFUSED' });
    await expect(late).rejects.toThrow('decided already: approved by person-');
  });
});

describe('a rejection', () => {
  test('needs a reason as well, and the requester may give it', async () => {
    const { digest } = await proposedRun(stack, 'second');
    const short = answer(digest, { reason: 'no' });
    expect(await refusalOf(stack, 'promotion-second', 'reject', short)).toContain('10 characters');
    const reply = await send(stack, 'promotion-second', 'reject', answer(digest.slice(0, 12)));
    expect(reply).toMatchObject({ state: 'rejected', by: 'ann@desk' });
    expect(await closedState('promotion-second')).toBe('rejected');
  });

  test('leaves the run free to be proposed again, and says by whom', async () => {
    const again = await proposeByHand(stack, 'promotion-second-2', { run: 'second' });
    expect(again.state).toBe('proposed');
    expect(again.proposal?.evidence.proposedBy).toBe(stack.client.options.identity);
    expect(again.proposal?.folder).toBe('promotion-second-2');
  });
});

describe('an approval', () => {
  let proposal: Proposal;
  beforeAll(async () => {
    proposal = await proposedRun(stack, 'third');
  });
  const lineage = () => join(stack.artifacts, proposal.runFolder, 'lineage.jsonl');

  test('of a lineage that does not verify any more is refused, and the proposal stays', async () => {
    const kept = readFileSync(lineage(), 'utf8');
    writeFileSync(lineage(), kept.replace('"fitnessPpm":6', '"fitnessPpm":7'));
    const words = await refusalOf(stack, 'promotion-third', 'approve', answer(proposal.digest));
    expect(words).toContain('does not verify: lineage.jsonl');
    writeFileSync(lineage(), kept);
  });

  test('of a run folder with a missing file is refused', async () => {
    const summary = join(stack.artifacts, proposal.runFolder, 'summary.json');
    renameSync(summary, `${summary}.away`);
    const words = await refusalOf(stack, 'promotion-third', 'approve', answer(proposal.digest));
    expect(words).toContain('does not verify: summary.json');
    renameSync(`${summary}.away`, summary);
  });

  test('of a changed promotion folder is refused', async () => {
    const file = join(folderOf('promotion-third'), 'candidate.json');
    const kept = readFileSync(file, 'utf8');
    writeFileSync(file, kept.replace('55', '65'));
    const words = await refusalOf(stack, 'promotion-third', 'approve', answer(proposal.digest));
    expect(words).toContain('candidate.json is not as it was written');
    writeFileSync(file, kept);
  });

  test('is taken once everything verifies again', async () => {
    const reply = await send(stack, 'promotion-third', 'approve', answer(proposal.digest));
    expect(reply.state).toBe('approved');
  });
});

describe('a proposal by hand', () => {
  const refused = (id: string, input: Parameters<typeof proposeByHand>[2]) =>
    proposeByHand(stack, id, input);

  test('of a simulated run for production is refused', async () => {
    const view = await refused('promotion-p1', { run: 'third', target: 'production' });
    expect(view).toMatchObject({ state: 'refused' });
    expect(view.why).toContain('simulated target only');
  });

  test('of a run whose winner was not confirmed is refused', async () => {
    await run(stack, 'capped', { overrides: { capMs: 5_000, strategy: 'exhaustive' } });
    const view = await refused('promotion-p2', { run: 'capped' });
    expect(view.why).toMatch(/not confirmed|nothing better/);
  });

  test('of a run that nobody knows is refused', async () => {
    const view = await refused('promotion-p3', { run: 'never-heard-of' });
    expect(view.why).toContain('there is no run never-heard-of');
  });

  test('with an input of another form is refused, not retried', async () => {
    const odd = { rum: 'third' } as unknown as Parameters<typeof proposeByHand>[2];
    const view = await refused('promotion-p4', odd);
    expect(view.why).toContain('the input of a promotion is');
  });

  test('of a run whose lineage does not verify is refused', async () => {
    const { runFolder } = (await fetchPromotion(stack.client, 'promotion-third')).proposal ?? {};
    const file = join(stack.artifacts, runFolder ?? '', 'spec.json');
    const kept = readFileSync(file, 'utf8');
    writeFileSync(file, kept.replace('"seed": 1', '"seed": 2'));
    const view = await refused('promotion-p5', { run: 'third' });
    writeFileSync(file, kept);
    expect(view.why).toContain('does not verify');
  });
});
