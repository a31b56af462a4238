import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { decide } from '../src/client/decide.ts';
import { knownPromotion } from '../src/client/promotions.ts';
import { childVariables, readSettings } from '../src/config/environment.ts';
import type { Figure } from './figure.ts';
import { onStack } from './stack.ts';
import type { Stack } from './stack.ts';

const people = 20;
const program = join(readSettings().packageDir, 'dist', 'cli', 'main.js');

/** How soon a proposal is shown, and how soon all of many who answer it at once know whose it was. */
export function measurePromotions(runs: number): Promise<readonly Figure[]> {
  return onStack(async (stack) => {
    await Promise.all([
      stack.startWorker('control', 'recorded'),
      stack.startWorker('gpu', 'recorded'),
    ]);
    const shownS: number[] = [];
    const answeredS: number[] = [];
    const won: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const { runId } = await stack.start(`promoted-${run}`, { engines: 'recorded' });
      await stack.client.workflow.getHandle(runId).result();
      const promotionId = `promotion-${runId}`;
      const digest = await untilProposed(stack, promotionId);
      shownS.push(await secondsOf(() => show(stack, promotionId)));
      const taken: string[] = [];
      answeredS.push(await secondsOf(() => answerAtOnce(stack, { promotionId, digest, taken })));
      won.push(taken.length);
    }
    const figure = (
      name: string,
      unit: Figure['unit'],
      goal: number,
      samples: number[],
    ): Figure => ({
      id: 'promotions',
      name,
      unit,
      samples,
      goal,
    });
    return [
      figure('promotions show, whole process', 's', 1, shownS),
      figure(`${people} approvals at once, all answered`, 's', 10, answeredS),
      figure('of them taken', 'count', 1, won),
    ];
  });
}

async function untilProposed({ client }: Stack, promotionId: string): Promise<string> {
  for (;;) {
    const view = await knownPromotion(client, promotionId);
    if (view?.expiresMs !== null && view?.proposal) return view.proposal.digest;
    await delay(50);
  }
}

type Answers = { readonly promotionId: string; readonly digest: string; readonly taken: string[] };

async function answerAtOnce({ client }: Stack, { promotionId, digest, taken }: Answers) {
  const answers = Array.from({ length: people }, async (_, number) => {
    const input = { who: `person-${number}`, reason: 'to see who is first', digest };
    const reply = await decide(client, promotionId, { choice: 'approve', input });
    taken.push(reply.by);
  });
  await Promise.allSettled(answers);
}

function show({ variables }: Stack, promotionId: string): Promise<void> {
  const child = spawn(process.execPath, [program, 'promotions', 'show', promotionId], {
    env: childVariables(variables),
    stdio: 'ignore',
  });
  return new Promise((resolve, reject) => {
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`dream promotions show ended with ${code}`));
    });
  });
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1_000;
}
