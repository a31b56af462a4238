import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { kill, startStack, until } from '../stack/real-stack.ts';
import type { Stack } from '../stack/real-stack.ts';
import { copyCheapConfig } from '../stack/recorded-config.ts';
import type { Change } from '../stack/recorded-config.ts';
import { proposeByHand, proposedRun, refusalOf, send, waitingProposal } from '../stack/proposal.ts';
import { stepsOf } from '../stack/run-history.ts';
import { start, startWith, untilProbed } from '../stack/start-run.ts';

/** A way through the workflows, and the workflows whose histories show it. */
export type Shape = {
  readonly name: string;
  /** Runs it on a stack; returns the workflow ids to keep, by the names of their files. */
  readonly play: (scene: Scene) => Promise<Readonly<Record<string, string>>>;
  readonly changes?: readonly Change[];
};

export type Scene = { readonly stack: Stack; gpuWorker: ChildProcess | null };

const fewer: Change = ['dream.yaml', 'populations: [2, 4, 4, 4]', 'populations: [2, 4]'];
const baselineAt40: Change = [
  'dream.yaml',
  'vllm_memory_pct: 50\n      whisper_model: small',
  'vllm_memory_pct: 40\n      whisper_model: small',
];

const ended = async ({ stack }: Scene, id: string, input: object = {}): Promise<void> => {
  const handle = await start(stack, id, input);
  await handle.result();
};

/** Stands at a probe of a candidate after the first. */
const midProbe = async ({ stack }: Scene, id: string, input: object = {}) => {
  const handle = await start(stack, id, input);
  await untilProbed(stack, id);
  await until(async () => (await stepsOf(stack.client, id)).at(-1)?.end === null, 20_000);
  return handle;
};

export const shapes: readonly Shape[] = [
  {
    name: 'happy-path',
    play: async (scene) => {
      await ended(scene, 'happy');
      await until(async () => isClosed(scene.stack, 'happy/archive'), 30_000);
      return {
        'happy-path': 'happy',
        'gpu-session-released': 'happy/gpu-session',
        archive: 'happy/archive',
      };
    },
  },
  {
    name: 'out-of-memory',
    changes: [['dream.yaml', 'values: [40, 45, 50, 55, 60]', 'values: [50, 60]']],
    play: async (scene) => {
      await ended(scene, 'oom', { overrides: { strategy: 'exhaustive' } });
      return { 'out-of-memory': 'oom' };
    },
  },
  {
    name: 'worker-death',
    changes: [fewer],
    play: async (scene) => {
      const handle = await midProbe(scene, 'death');
      if (scene.gpuWorker !== null) await kill(scene.gpuWorker);
      scene.gpuWorker = await scene.stack.startWorker('gpu');
      await handle.result();
      return { 'worker-death': 'death', 'gpu-session-lost': 'death/gpu-session' };
    },
  },
  {
    name: 'cap-mid-probe',
    changes: [fewer],
    play: async (scene) => {
      await ended(scene, 'cap', { overrides: { capMs: 4_000 } });
      return { 'cap-mid-probe': 'cap' };
    },
  },
  {
    name: 'cancel',
    changes: [fewer],
    play: async (scene) => {
      const handle = await midProbe(scene, 'cancel');
      await handle.cancel();
      await handle.result();
      return { cancel: 'cancel' };
    },
  },
  {
    name: 'stop',
    changes: [fewer],
    play: async (scene) => {
      const handle = await midProbe(scene, 'stop');
      await handle.executeUpdate('stop');
      await handle.result();
      return { stop: 'stop' };
    },
  },
  {
    name: 'messages',
    changes: [fewer],
    play: async (scene) => {
      const handle = await midProbe(scene, 'messages');
      await handle.executeUpdate('pause');
      await handle.executeUpdate('extendBudget', { args: [{ capMs: 400_000 }] });
      const configuration = { vllm_memory_pct: 45, whisper_model: 'tiny' };
      await handle.executeUpdate('injectCandidate', { args: [{ configuration }] });
      await handle.executeUpdate('resume');
      await handle.result();
      return { messages: 'messages' };
    },
  },
  {
    name: 'garbage-signals',
    changes: [fewer],
    play: async (scene) => {
      const handle = await midProbe(scene, 'garbage');
      const session = scene.stack.client.workflow.getHandle('garbage/gpu-session');
      for (const each of [null, 7, [], { kind: 'granted' }, { kind: 'lost', no: 1, token: 'x' }]) {
        await handle.signal('gpuSession', each);
        await session.signal('held', each);
      }
      const granted = { no: 9, token: 't', queue: 'q', card: 'c', fingerprint: 'f' };
      await session.signal('held', granted);
      for (const _ of [1, 2]) await handle.signal('gpuSession', { kind: 'granted', ...granted });
      await handle.result();
      return { 'garbage-signals': 'garbage', 'gpu-session-garbage': 'garbage/gpu-session' };
    },
  },
  {
    name: 'continue-as-new',
    changes: [fewer],
    play: async (scene) => {
      await ended(scene, 'continue', { overrides: { continueAfter: 2 } });
      return { 'continue-as-new': 'continue' };
    },
  },
  {
    name: 'waiting',
    changes: [fewer],
    play: async (scene) => {
      if (scene.gpuWorker !== null) await kill(scene.gpuWorker);
      const handle = await start(scene.stack, 'waiting');
      await delay(3_000);
      scene.gpuWorker = await scene.stack.startWorker('gpu');
      await handle.result();
      return { waiting: 'waiting' };
    },
  },
  {
    name: 'stop-while-waiting',
    changes: [fewer],
    play: async (scene) => {
      if (scene.gpuWorker !== null) await kill(scene.gpuWorker);
      const handle = await start(scene.stack, 'unheard');
      await until(async () => isOpen(scene.stack, 'unheard/gpu-session'), 20_000);
      await handle.executeUpdate('stop');
      await handle.result();
      return { 'stop-while-waiting': 'unheard', 'gpu-session-unheard': 'unheard/gpu-session' };
    },
  },
  {
    name: 'no-baseline',
    changes: [fewer, baselineAt40],
    play: async (scene) => {
      await ended(scene, 'baseless');
      return { 'no-baseline': 'baseless' };
    },
  },
  {
    name: 'promotion',
    changes: [['dream.yaml', 'expiry: 24h', 'expiry: 20s']],
    play: async ({ stack }) => {
      const { digest } = await proposedRun(stack, 'proposed');
      const answer = { who: 'ann@desk', reason: 'the margin is clear', digest };
      await refusalOf(stack, 'promotion-proposed', 'approve', {
        ...answer,
        digest: 'f'.repeat(12),
      });
      await send(stack, 'promotion-proposed', 'reject', answer);
      await proposeByHand(stack, 'promotion-proposed-2', { run: 'proposed' });
      const second = stack.client.workflow.getHandle('promotion-proposed-2');
      await Promise.allSettled(
        ['ann', 'ben', 'cat'].map(async (who) => approveAs(stack, 'promotion-proposed-2', who)),
      );
      await second.result();
      await proposedRun(stack, 'unanswered');
      await stack.client.workflow.getHandle('promotion-unanswered').result();
      await proposeByHand(stack, 'promotion-none', { run: 'nobody-knows' });
      return {
        proposed: 'proposed',
        'promotion-rejected': 'promotion-proposed',
        'promotion-approved': 'promotion-proposed-2',
        'promotion-expired': 'promotion-unanswered',
        'promotion-refused': 'promotion-none',
      };
    },
  },
  {
    name: 'bad-input',
    play: async ({ stack }) => {
      const handle = await startWith(stack, 'bad', { experiment: 'nope' });
      await handle.result().catch(() => undefined);
      return { 'bad-input': 'bad' };
    },
  },
];

/** Plays a shape on a stack of its own and hands over the stack while it still stands. */
export async function playShape(
  shape: Shape,
  temporal: string,
  keep: (stack: Stack, names: Readonly<Record<string, string>>) => Promise<void>,
): Promise<void> {
  const config = copyCheapConfig({ answerMs: 300, changes: shape.changes ?? [] });
  const stack = await startStack({ config: config.file, temporal });
  try {
    await stack.startWorker('control');
    const scene: Scene = { stack, gpuWorker: await stack.startWorker('gpu') };
    await keep(stack, await shape.play(scene));
  } finally {
    await stack.stop();
    config.remove();
  }
}

async function approveAs(stack: Stack, promotionId: string, who: string): Promise<void> {
  const { digest } = await waitingProposal(stack, promotionId);
  await send(stack, promotionId, 'approve', { who, reason: 'the margin is clear', digest });
}

async function isClosed(stack: Stack, id: string): Promise<boolean> {
  const status = await statusOf(stack, id);
  return status !== null && status !== 'RUNNING';
}

async function isOpen(stack: Stack, id: string): Promise<boolean> {
  return (await statusOf(stack, id)) === 'RUNNING';
}

async function statusOf(stack: Stack, id: string): Promise<string | null> {
  const described = stack.client.workflow.getHandle(id).describe();
  return described.then(
    ({ status }) => status.name,
    () => null,
  );
}
