import { setTimeout as sleep } from 'node:timers/promises';
import { DreamError } from '../contracts/errors.ts';
import type { EngineSpec } from '../contracts/schemas/profile.ts';
import type { EngineFault } from '../domain/observation.ts';
import type { EngineRole } from '../domain/space.ts';
import { classify, findMemoryFault, isWordless, tellsError } from './classify.ts';
import type { Classified } from './classify.ts';
import type { RunningEngine } from './engine.ts';
import type { LogMark } from './engine-log.ts';
import { askHealth } from './readiness.ts';

export type FaultQuestion = {
  readonly engine: RunningEngine;
  readonly patterns: EngineSpec['failurePatterns'];
  /** Only what was written since counts. */
  readonly since: LogMark | undefined;
  readonly isHeldByOthers: () => Promise<boolean>;
};

const newsMs = 1_500;
const lookMs = 50;

/**
 * What became of an engine that ran: out of memory, crashed, or nothing. An engine that was taken
 * away (guard, deadline, a kill from outside) is no finding: that throws ENGINE_LOST.
 */
export async function findFault(question: FaultQuestion): Promise<EngineFault | null> {
  const { engine } = question;
  if (hasEnded(engine)) {
    return await explainDeath(question);
  }
  const output = engine.log.textSince(question.since);
  const memory = findMemoryFault(output, question.patterns);
  if (memory !== null) {
    return await blame(question, { kind: 'oom', evidence: memory.evidence });
  }
  const health = await askHealth(engine.healthUrl);
  if (health === null && (await endsSoon(engine))) {
    return await explainDeath(question);
  }
  if (health !== 503) {
    return null;
  }
  const found = await causeSoon(question);
  if (found.failure === 'oom') {
    return await blame(question, { kind: 'oom', evidence: found.evidence });
  }
  return await blame(question, { kind: 'crash', evidence: `health 503: ${found.evidence}` });
}

/** A dead engine may say that it is dead a moment before its log says of what. */
async function causeSoon({ engine, patterns, since }: FaultQuestion): Promise<Classified> {
  const endMs = performance.now() + newsMs;
  for (;;) {
    const output = engine.log.textSince(since);
    const found = classify({ output, exit: null, isHeldByOthers: false, patterns });
    if (tellsError(found) || performance.now() > endMs) return found;
    await sleep(lookMs);
  }
}

export function lost(role: EngineRole, why: string): DreamError {
  return new DreamError('ENGINE_LOST', {
    what: `engine ${role} is not there`,
    why,
    fix: 'the configuration is applied again',
  });
}

const hasEnded = ({ process }: RunningEngine): boolean => process.exit() !== null;

/** A refused connection may be the first that is heard of a death. */
async function endsSoon(engine: RunningEngine): Promise<boolean> {
  await Promise.race([engine.process.ended, sleep(newsMs, undefined, { ref: false })]);
  return hasEnded(engine);
}

async function explainDeath(question: FaultQuestion): Promise<EngineFault> {
  const { engine, patterns, since } = question;
  const end = await engine.process.ended;
  if (end.why !== 'engine-exited' && end.why !== 'child-lost') {
    throw lost(engine.role, `it was taken away: ${end.why}`);
  }
  const output = engine.log.textSince(since);
  const found = classify({
    output,
    exit: end.why === 'engine-exited' ? end : null,
    isHeldByOthers: false,
    patterns,
  });
  const isTakenAway = end.why === 'child-lost' && !tellsError(found);
  if (found.failure === 'environment' || isTakenAway || isWordless(found, output)) {
    throw lost(engine.role, found.evidence);
  }
  const kind = found.failure === 'oom' ? 'oom' : 'crash';
  return await blame(question, { kind, evidence: found.evidence });
}

/** Out of memory is the candidate's fault only where nobody else holds the card. */
async function blame(
  { engine, isHeldByOthers }: FaultQuestion,
  fault: Pick<EngineFault, 'kind' | 'evidence'>,
): Promise<EngineFault> {
  if (fault.kind === 'oom' && (await isHeldByOthers())) {
    throw new DreamError('GPU_DIRTY', {
      what: `engine ${engine.role} ran out of memory while others held the card`,
      why: fault.evidence,
      fix: 'stop the other processes on the card; the measurement is repeated',
    });
  }
  return { ...fault, engine: engine.role };
}
