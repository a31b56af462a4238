import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { readPayload } from '../src/client/read-payload.ts';
import { isRecord, objectAt, textAt } from '../src/client/records.ts';
import type { Fields } from '../src/client/records.ts';
import { readResult } from '../src/client/run-result.ts';
import { findProcesses } from '../src/engines/sweep.ts';
import type { Figure } from './figure.ts';
import { onStack } from './stack.ts';
import type { Stack } from './stack.ts';
import { exactMsAt } from './steps.ts';

/** Each ends at another place of a trial. */
const capsMs = [7_000, 10_000, 13_000];
const lookMs = 25;
const waitLimitMs = 120_000;
/** Before the grace of 3 s begins, in which the run would end its steps itself. */
const killBeforeMs = 4_000;

/** From the instant of the cap; below 0 the GPU was free before it, as the grace is for. */
export async function measureCapToFree(runs: number): Promise<readonly Figure[]> {
  const notices: number[] = [];
  const gone: number[] = [];
  const goneAlone: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const capMs = capsMs[run % capsMs.length] ?? 10_000;
    const seen = await onStack((stack) => cappedRun(stack, capMs), believeInShortTrials);
    notices.push(seen.noticeMs / 1_000);
    gone.push(seen.goneMs / 1_000);
    goneAlone.push(
      (await onStack((stack) => cappedAlone(stack, capMs), believeInShortTrials)) / 1_000,
    );
  }
  const figure = (name: string, samples: readonly number[]): Figure => ({
    id: 'cap',
    name,
    unit: 's',
    samples,
    goal: 10,
  });
  return [
    figure('cap to the notice that the GPU is free', notices),
    figure('cap to the last engine process gone', gone),
    figure('  the same, control worker killed 4 s before', goneAlone),
  ];
}

/** A planner that knows how long trials take begins none that the cap would end. */
function believeInShortTrials(configDir: string): void {
  const file = join(configDir, 'engines', 'simulated.yaml');
  const text = readFileSync(file, 'utf8');
  const estimate = /^( {2}(?:probeMs|soloSttMs|soloLlmMs|confirmProbeMs|bootMs|restartMs): )\d+/gm;
  writeFileSync(
    file,
    text.replaceAll(estimate, (_, name: string) => `${name}100`),
  );
}

async function cappedRun(stack: Stack, capMs: number) {
  const { runId, firstRunId } = await begin(stack, capMs);
  const { deadlineMs, marker } = await untilCapRuns(stack, runId, firstRunId);
  const goneAtMs = await untilGone(marker);
  const result = readResult(await stack.client.workflow.getHandle(runId).result());
  if (result?.state !== 'capped') throw new Error(`the run ended ${result?.state}, not by its cap`);
  const notices = (await stack.history(runId, firstRunId)).filter(isEndedNotice);
  const noticeMs = exactMsAt(notices.at(-1) ?? {}) - deadlineMs;
  return { noticeMs, goneMs: goneAtMs - deadlineMs };
}

/** Nobody is left who could cancel a step: the guards have the deadline too. */
async function cappedAlone(stack: Stack, capMs: number): Promise<number> {
  const { runId, firstRunId, control } = await begin(stack, capMs);
  const { deadlineMs, marker } = await untilCapRuns(stack, runId, firstRunId);
  await delay(Math.max(0, deadlineMs - killBeforeMs - Date.now()));
  await control.kill();
  return (await untilGone(marker)) - deadlineMs;
}

async function begin(stack: Stack, capMs: number) {
  const [control] = await Promise.all([
    stack.startWorker('control', 'simulated'),
    stack.startWorker('gpu', 'simulated'),
  ]);
  return { control, ...(await stack.start('capped', { overrides: { capMs } })) };
}

/** The deadline as the run told it to its GPU worker, and the mark of the session's processes. */
async function untilCapRuns(stack: Stack, runId: string, firstRunId: string) {
  const endMs = performance.now() + waitLimitMs;
  for (;;) {
    const events = await stack.history(runId, firstRunId);
    const [deadlineMs] = events.flatMap(deadlineIn);
    if (deadlineMs !== undefined) return { deadlineMs, marker: readMarker(stack.stateDir) };
    if (performance.now() > endMs) throw new Error('the cap never began to count');
    await delay(200);
  }
}

/** When the last process of the session went, milliseconds since 1970. */
async function untilGone(marker: string): Promise<number> {
  const endMs = performance.now() + waitLimitMs;
  while (findProcesses({ marker, known: [] }).length > 0) {
    if (performance.now() > endMs) throw new Error('engine processes are left');
    await delay(lookMs);
  }
  return Date.now();
}

function deadlineIn(event: Fields): readonly number[] {
  const plan = objectAt(event, 'activityTaskScheduledEventAttributes');
  if (textAt(objectAt(plan, 'activityType'), 'name') !== 'setDeadline') return [];
  const input = firstOf(objectAt(plan, 'input'));
  return isRecord(input) && typeof input['deadlineMs'] === 'number' ? [input['deadlineMs']] : [];
}

function isEndedNotice(event: Fields): boolean {
  const signal = objectAt(event, 'workflowExecutionSignaledEventAttributes');
  const notice = firstOf(objectAt(signal, 'input'));
  return isRecord(notice) && notice['kind'] === 'ended';
}

function firstOf({ payloads }: Fields): unknown {
  return Array.isArray(payloads) ? readPayload(payloads[0]) : undefined;
}

const Session = z.object({ marker: z.string(), closed: z.boolean() });

/** Of the one open session; it is on disk long before the deadline is known. */
function readMarker(stateDir: string): string {
  const folder = join(stateDir, 'sessions');
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name, 'session.json'), 'utf8');
    const session = Session.parse(JSON.parse(text));
    if (!session.closed) return session.marker;
  }
  throw new Error('no session is open');
}
