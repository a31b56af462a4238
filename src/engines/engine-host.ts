import type { EngineFault } from '../domain/observation.ts';
import type { EngineRole } from '../domain/space.ts';
import { applyConfiguration } from './apply-configuration.ts';
import { checkCleanCard } from './clean-card.ts';
import type { RunningEngine } from './engine.ts';
import { findFault, lost } from './engine-faults.ts';
import { createEnginePair } from './engine-pair.ts';
import type { EnginePair } from './engine-pair.ts';
import { foldSeries } from './gpu-series.ts';
import type { SeriesFacts } from './gpu-series.ts';
import type {
  Endpoint,
  EngineHost,
  EngineHostOptions,
  HostMark,
  HostSampler,
} from './host-types.ts';
import { createKvCheck } from './kv-check.ts';
import { awaitMemoryBack } from './memory-back.ts';
import { sweep } from './sweep.ts';

export type { EngineHost, EngineHostOptions } from './host-types.ts';

/** Owner of both engines of one session. Throws GPU_DIRTY when the card is not free for them. */
export async function createEngineHost(options: EngineHostOptions): Promise<EngineHost> {
  const { profile, card } = options;
  const description = await card.describe();
  const before = await card.use();
  const check = checkCleanCard(before, profile.gpu);
  // memory of a host's own programs is no sign of foreign load on a card
  if (card.kind === 'nvidia' && check.kind === 'dirty') {
    throw check.error;
  }
  const totalMiB = card.kind === 'nvidia' ? description.totalMiB : profile.memory.totalMiB;
  const isPredictable = card.kind === 'nvidia';
  const kvCheck = createKvCheck({ memory: profile.memory, totalMiB, isPredictable });
  const pair = createEnginePair(options, before, kvCheck);
  const closing = new AbortController();
  let work: Promise<unknown> = Promise.resolve();

  return {
    apply: async (request) => {
      const signal = AbortSignal.any([closing.signal, request.signal ?? closing.signal]);
      const facts = { options, pair, before };
      // one after the other: a step that was given up may still be tidying
      const result = work.then(() => applyConfiguration(facts, request, signal));
      work = result.catch(() => undefined);
      return await result;
    },
    endpoints: () => ({ llm: endpointOf(pair, 'llm'), stt: endpointOf(pair, 'stt') }),
    alive: () => findDead(pair),
    mark: () => Object.fromEntries(pair.running().map(({ role, log }) => [role, log.mark()])),
    faultSince: (mark) => findFirstFault(options, pair, mark),
    discard: async () => {
      work = work.then(() => pair.stop()).catch(() => undefined);
      await work;
    },
    setDeadline: pair.setDeadline,
    startSampler: ({ periodMs = profile.gpu.samplePeriodMs } = {}) =>
      sampleCard(options, pair, {
        periodMs,
        totalMiB: description.totalMiB,
        residueMiB: card.kind === 'nvidia' ? before.usedMiB : 0,
      }),
    cardUse: card.use,
    residueMiB: before.usedMiB,
    memory: kvCheck.memory,
    logFiles: pair.logFiles,
    stop: async () => {
      closing.abort(lost('llm', 'the session ends'));
      await work;
      await pair.stop();
      return await proveGone(options, before.usedMiB);
    },
  };
}

function need(pair: EnginePair, role: EngineRole): RunningEngine {
  const engine = pair[role].current();
  if (engine === null) {
    throw lost(role, 'no configuration is applied in this process');
  }
  return engine;
}

function endpointOf(pair: EnginePair, role: EngineRole): Endpoint {
  const { baseUrl, metricsUrl, servedModel, process } = need(pair, role);
  if (process.exit() !== null) {
    throw lost(role, 'its process has ended');
  }
  return { baseUrl, metricsUrl, servedModel };
}

function findDead(pair: EnginePair): EngineFault | null {
  const engines = [need(pair, 'llm'), need(pair, 'stt')];
  const dead = engines.find(({ process }) => process.exit() !== null);
  return dead === undefined
    ? null
    : { kind: 'crash', engine: dead.role, evidence: 'its process has ended' };
}

async function findFirstFault(
  { profile }: EngineHostOptions,
  pair: EnginePair,
  mark: HostMark,
): Promise<EngineFault | null> {
  for (const engine of [need(pair, 'llm'), need(pair, 'stt')]) {
    const fault = await findFault({
      engine,
      patterns: profile.engines[engine.role].failurePatterns,
      since: mark[engine.role],
      isHeldByOthers: pair.isHeldByOthers,
    });
    if (fault !== null) {
      return fault;
    }
  }
  return null;
}

function sampleCard(
  { card }: EngineHostOptions,
  pair: EnginePair,
  facts: Omit<SeriesFacts, 'windows'>,
): HostSampler {
  const sampler = card.startSampler(facts.periodMs, pair.ownPids);
  return {
    stop: async (windows = []) => foldSeries(await sampler.stop(), { ...facts, windows }),
  };
}

/** Nothing of the session lives, and the memory is what it was before. */
async function proveGone({ card, record, logger }: EngineHostOptions, beforeMiB: number) {
  const { left } = await sweep({ marker: record.marker, known: [] });
  if (left.length > 0) {
    logger.error({ left }, 'processes cannot be killed: the card needs to be looked after');
  }
  const memory = await awaitMemoryBack(card, beforeMiB).catch(() => null);
  return {
    proven: left.length === 0 && memory?.isBack === true,
    usedMiB: memory?.usedMiB ?? null,
  };
}
