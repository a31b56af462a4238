import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fetchPromotion } from '../../src/client/read-promotion.ts';
import { proposeByHand, proposedRun, refusalOf, send } from '../stack/proposal.ts';
import { kill, startStack, until } from '../stack/real-stack.ts';
import type { Stack } from '../stack/real-stack.ts';
import { copyCheapConfig } from '../stack/recorded-config.ts';
import type { Change } from '../stack/recorded-config.ts';

const answer = (digest: string, who: string) => ({ who, reason: 'the margin is clear', digest });

async function stackWith(changes: readonly Change[]) {
  const config = copyCheapConfig({ changes });
  const stack = await startStack({ config: config.file });
  const control = await stack.startWorker('control');
  const gpu = await stack.startWorker('gpu', 'recorded');
  const stop = async () => {
    await stack.stop();
    config.remove();
  };
  return { stack, control, gpu, config, stop };
}

const untilState = (stack: Stack, id: string) =>
  until(async () => {
    const view = await fetchPromotion(stack.client, id);
    return view.isOpen ? null : view;
  }, 30_000);

describe('where two people have to decide', () => {
  const twoPeople: Change = ['dream.yaml', 'approval: solo', 'approval: two-person'];
  let scene: Awaited<ReturnType<typeof stackWith>>;
  beforeAll(async () => {
    scene = await stackWith([twoPeople]);
  });
  afterAll(async () => scene.stop());

  test('the requester may not approve, another person may, and it is recorded', async () => {
    const { stack } = scene;
    const { digest, evidence } = await proposedRun(stack, 'pair');
    expect(evidence.approval).toBe('two-person');
    for (const who of [evidence.requester, `temporal-cli:${evidence.requester.toUpperCase()}`]) {
      const words = await refusalOf(stack, 'promotion-pair', 'approve', answer(digest, who));
      expect(words).toContain('another person has to approve');
    }
    await send(stack, 'promotion-pair', 'approve', answer(digest, 'ben@other'));
    expect((await untilState(stack, 'promotion-pair')).decision).toMatchObject({
      state: 'approved',
      who: 'ben@other',
      alone: false,
    });
  });

  test('who proposes by hand may not approve either', async () => {
    const { stack } = scene;
    const { digest } = await proposedRun(stack, 'pair2');
    await send(stack, 'promotion-pair2', 'reject', answer(digest, 'ben@other'));
    const again = await proposeByHand(stack, 'promotion-pair2-2', { run: 'pair2' });
    const by = stack.client.options.identity;
    const sent = answer(again.proposal?.digest ?? '', by);
    const words = await refusalOf(stack, 'promotion-pair2-2', 'approve', sent);
    expect(words).toContain('another person has to approve');
  });
});

describe('a proposal that nobody answers', () => {
  test('expires by its own timer, and takes no answer after it', async () => {
    const { stack, stop } = await stackWith([['dream.yaml', 'expiry: 24h', 'expiry: 4s']]);
    try {
      const { digest } = await proposedRun(stack, 'late');
      const view = await untilState(stack, 'promotion-late');
      expect(view.decision).toMatchObject({ state: 'expired', cause: 'time' });
      const late = send(stack, 'promotion-late', 'approve', answer(digest, 'ann@desk'));
      await expect(late).rejects.toThrow(/completed|not found/i);
      const again = await proposeByHand(stack, 'promotion-late-2', { run: 'late' });
      expect(again.state).toBe('proposed');
    } finally {
      await stop();
    }
  });
});

describe('a proposal of an environment that has changed', () => {
  test('is void at its approval, and cannot be made anew', async () => {
    const { stack, gpu, config, stop } = await stackWith([]);
    try {
      const { digest } = await proposedRun(stack, 'moved');
      await kill(gpu);
      const profile = join(config.file, '..', 'engines', 'recorded.yaml');
      writeFileSync(profile, readFileSync(profile, 'utf8').replace('answerMs: 0', 'answerMs: 1'));
      await stack.startWorker('gpu', 'recorded');
      const sent = answer(digest, 'ann@desk');
      const words = await refusalOf(stack, 'promotion-moved', 'approve', sent);
      expect(words).toContain('the proposal is void: the engine profile recorded has changed');
      const view = await untilState(stack, 'promotion-moved');
      expect(view.decision).toMatchObject({ state: 'expired', cause: 'environment' });
      const again = await proposeByHand(stack, 'promotion-moved-2', { run: 'moved' });
      expect(again.why).toContain('it cannot be proposed');
    } finally {
      await stop();
    }
  });

  test('is approved as unknown where no GPU worker answers and the profile is the same', async () => {
    const { stack, gpu, stop } = await stackWith([]);
    try {
      const { digest } = await proposedRun(stack, 'alone');
      await kill(gpu);
      await send(stack, 'promotion-alone', 'approve', answer(digest, 'ann@desk'));
      const view = await untilState(stack, 'promotion-alone');
      expect(view.decision).toMatchObject({ state: 'approved', environment: 'unknown' });
    } finally {
      await stop();
    }
  });
});
