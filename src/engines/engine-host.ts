import { join } from 'node:path';
import type { ProcessProfile } from '../contracts/schemas/profile.ts';
import type { ApplyResult, EngineFault, GpuSeries, Proof } from '../domain/observation.ts';
import type { Configuration, EngineRole } from '../domain/space.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Card, CardUse } from './card.ts';
import { checkCleanCard, isHeldByOthers } from './clean-card.ts';
import type { Placeholders } from './engine-command.ts';
import type { EngineRequest, RunningEngine } from './engine.ts';
import type { Variables } from './engine-environment.ts';
import { findFault, lost } from './engine-faults.ts';
import type { LogMark } from './engine-log.ts';
import { createProver } from './engine-proof.ts';
import { splitSettings } from './engine-settings.ts';
import type { EngineSettings } from './engine-settings.ts';
import { createSlot } from './engine-slot.ts';
import { foldSeries } from './gpu-series.ts';
import type { Window } from './gpu-series.ts';
import { learnMemory } from './learned-memory.ts';
import type { LearnedMemory } from './learned-memory.ts';
import { awaitMemoryBack } from './memory-back.ts';
import type { SessionRecord } from './session-record.ts';
import { listDescendants, sweep } from './sweep.ts';

export type EngineHostOptions = {
  readonly profile: ProcessProfile;
  readonly card: Card;
  readonly record: SessionRecord;
  /** {node} {package} {config} {state} {gpu} {seed} {simulation} {clips} and what else the profile uses. */
  readonly placeholders: Placeholders;
  readonly hostVariables: Variables;
  readonly guardFile: string;
  readonly gpuIndex: number;
  readonly logger: Logger;
};

export type ApplyRequest = {
  readonly configuration: Configuration;
  readonly order: 'exploring' | 'production';
  readonly signal?: AbortSignal;
};

export type Endpoint = { readonly baseUrl: string; readonly servedModel: string };

/** A place in both logs: faults are looked for from here on. */
export type HostMark = Readonly<Partial<Record<EngineRole, LogMark>>>;

export type EngineHost = {
  /** Changes only what differs; 'production' starts all anew in the profile's order. */
  readonly apply: (request: ApplyRequest) => Promise<ApplyResult>;
  /** Throws ENGINE_LOST when an engine is not there. */
  readonly endpoints: () => Readonly<
    Record<EngineRole, Endpoint & { readonly metricsUrl: string }>
  >;
  /** A quick look: has a process died? Throws ENGINE_LOST when none was started. */
  readonly alive: () => EngineFault | null;
  readonly mark: () => HostMark;
  /** Death, health 503, out-of-memory texts since the mark. Throws ENGINE_LOST or GPU_DIRTY. */
  readonly faultSince: (mark: HostMark) => Promise<EngineFault | null>;
  /** Pushed to the guards of running and of later engines; grace is included by the caller. */
  readonly setDeadline: (remainingMs: number) => void;
  readonly startSampler: (options?: { readonly periodMs?: number }) => HostSampler;
  readonly cardUse: () => Promise<CardUse>;
  readonly residueMiB: number;
  /** What boots have taught; null before the first. */
  readonly memory: () => LearnedMemory | null;
  readonly logFiles: () => readonly string[];
  /** Ends all of the session, and proves it by processes and memory. */
  readonly stop: () => Promise<{ readonly proven: boolean; readonly usedMiB: number | null }>;
};

export type HostSampler = { readonly stop: (windows?: readonly Window[]) => Promise<GpuSeries> };

/** Owner of both engines of one session. Throws GPU_DIRTY when the card is not free for them. */
export async function createEngineHost(options: EngineHostOptions): Promise<EngineHost> {
  const { profile, card, record, logger } = options;
  const { totalMiB } = await card.describe();
  const before = await card.use();
  const check = checkCleanCard(before, profile.gpu);
  // what a host's own programs use is no sign of foreign load on a card
  if (card.kind === 'nvidia' && check.kind === 'dirty') {
    throw check.error;
  }
  const closing = new AbortController();
  let deadlineAtMs: number | null = null;
  let learned: LearnedMemory | null = null;
  let startOrder: readonly EngineRole[] = [];
  let logCount = 0;
  let work: Promise<unknown> = Promise.resolve();
  const logFiles: string[] = [];

  const slotOptions = (role: EngineRole) => ({
    role,
    requestFor: (settings: Configuration, signal: AbortSignal): EngineRequest => {
      logCount += 1;
      const logFile = join(record.folder, `${role}-${logCount}.log`);
      logFiles.push(logFile);
      return {
        role,
        spec: profile.engines[role],
        settings,
        marker: `${record.marker}-${role}`,
        logFile,
        guardFile: options.guardFile,
        placeholders: options.placeholders,
        hostVariables: options.hostVariables,
        cudaDevice: card.kind === 'nvidia' ? String(options.gpuIndex) : '',
        deadlineMs: deadlineAtMs === null ? null : deadlineAtMs - performance.now(),
        logger,
        signal,
        isHeldByOthers: heldByOthers,
      };
    },
    onStarted: (engine: RunningEngine) => {
      record.noteEngine(role, engine.process);
      startOrder = [...startOrder.filter((other) => other !== role), role];
    },
  });
  const prover = createProver({ profile, card, ownPids: () => ownPids() });
  const llm = createSlot({ ...slotOptions('llm'), prove: prover.proveLlm });
  const stt = createSlot({ ...slotOptions('stt'), prove: prover.proveStt });
  const slots = { llm, stt };

  const running = (): readonly RunningEngine[] =>
    [llm.current(), stt.current()].filter((engine) => engine !== null);
  const ownPids = (): readonly number[] =>
    running().flatMap(({ process }) => [
      process.pid,
      ...listDescendants(process).map(({ pid }) => pid),
    ]);

  /** By the list of processes, or, where it is empty, by memory that stays when ours are gone. */
  async function heldByOthers(): Promise<boolean> {
    if (card.kind !== 'nvidia') {
      return false;
    }
    const use = await card.use();
    const strayMiB = running().length === 0 ? use.usedMiB - before.usedMiB : 0;
    return isHeldByOthers(use, profile.gpu, ownPids()) || strayMiB > profile.gpu.residueMiB;
  }

  const stopAll = async (): Promise<void> => {
    // in turn, speech first: nothing unloads while vLLM profiles, and no stop waits for another
    await Promise.all([stt.stop(), llm.stop()]);
    startOrder = [];
    await awaitMemoryBack(card, before.usedMiB);
  };

  /** Stops what has to go, and says what has to come, in order. */
  const clearFor = async (
    wanted: EngineSettings,
    order: ApplyRequest['order'],
  ): Promise<readonly EngineRole[]> => {
    if (order === 'production') {
      await stopAll();
      return profile.productionOrder;
    }
    if (!llm.runs(wanted.llm)) {
      await stopAll();
      return ['llm', 'stt'];
    }
    if (stt.runs(wanted.stt)) {
      return [];
    }
    await stt.stop();
    return ['stt'];
  };

  const applyNow = async (request: ApplyRequest): Promise<ApplyResult> => {
    const wanted = splitSettings(profile, request.configuration, options.placeholders);
    const signals = [closing.signal, ...(request.signal === undefined ? [] : [request.signal])];
    const signal = AbortSignal.any(signals);
    signal.throwIfAborted();
    for (const role of await clearFor(wanted, request.order)) {
      const started = await slots[role].start(wanted[role], signal);
      if (started.kind === 'refused') {
        takeCounts();
        return started;
      }
      learn();
    }
    return { kind: 'applied', proof: needProof(), startOrder, ...takeCounts() };
  };

  const learn = (): void => {
    const engine = llm.current();
    const proof = llm.proof();
    if (
      engine !== null &&
      proof !== null &&
      learned?.kvTokens[proof.utilizationPct] === undefined
    ) {
      learned = learnMemory(
        learned,
        {
          levelPct: proof.utilizationPct,
          kvTokens: proof.kvTokens,
          output: engine.log.textSince(),
        },
        {
          memory: profile.memory,
          totalMiB: card.kind === 'nvidia' ? totalMiB : profile.memory.totalMiB,
        },
      );
    }
  };

  const takeCounts = () => {
    const [boot, restart] = [llm.takeCounts(), stt.takeCounts()];
    return {
      boots: boot.starts,
      bootMs: boot.tookMs,
      restarts: restart.starts,
      restartMs: restart.tookMs,
    };
  };

  const needProof = (): Proof => {
    const [ofLlm, ofStt] = [llm.proof(), stt.proof()];
    if (ofLlm === null || ofStt === null) {
      throw lost(ofLlm === null ? 'llm' : 'stt', 'it ended while the other one started');
    }
    return { llm: ofLlm, stt: ofStt };
  };

  const need = (role: EngineRole): RunningEngine => {
    const engine = slots[role].current();
    if (engine === null) {
      throw lost(role, 'no configuration is applied in this process');
    }
    return engine;
  };

  const endpointOf = (role: EngineRole) => {
    const { baseUrl, servedModel, metricsUrl, process } = need(role);
    if (process.exit() !== null) {
      throw lost(role, 'its process has ended');
    }
    return { baseUrl, servedModel, metricsUrl };
  };

  return {
    apply: async (request) => {
      // one after the other: a step that was given up may still be tidying
      const result = work.catch(() => undefined).then(() => applyNow(request));
      work = result;
      return await result;
    },
    endpoints: () => ({ llm: endpointOf('llm'), stt: endpointOf('stt') }),
    alive: () => {
      const dead = [need('llm'), need('stt')].find(({ process }) => process.exit() !== null);
      return dead === undefined
        ? null
        : { kind: 'crash', engine: dead.role, evidence: 'its process has ended' };
    },
    mark: () => Object.fromEntries(running().map(({ role, log }) => [role, log.mark()])),
    faultSince: async (mark) => {
      for (const role of ['llm', 'stt'] as const) {
        const fault = await findFault({
          engine: need(role),
          patterns: profile.engines[role].failurePatterns,
          since: mark[role],
          isHeldByOthers: heldByOthers,
        });
        if (fault !== null) {
          return fault;
        }
      }
      return null;
    },
    setDeadline: (remainingMs) => {
      deadlineAtMs = performance.now() + remainingMs;
      for (const { process } of running()) {
        process.setDeadline(remainingMs);
      }
    },
    startSampler: ({ periodMs = profile.gpu.samplePeriodMs } = {}) => {
      const sampler = card.startSampler(periodMs);
      return {
        stop: async (windows = []) =>
          foldSeries(await sampler.stop(), {
            periodMs,
            totalMiB,
            residueMiB: before.usedMiB,
            windows,
          }),
      };
    },
    cardUse: card.use,
    residueMiB: before.usedMiB,
    memory: () => learned,
    logFiles: () => [...logFiles],
    stop: async () => {
      closing.abort(lost('llm', 'the session ends'));
      await work.catch(() => undefined);
      await Promise.all([stt.stop(), llm.stop()]);
      const { left } = await sweep({ marker: record.marker, known: [] });
      if (left.length > 0) {
        logger.error({ left }, 'processes cannot be killed: the card has to be looked after');
      }
      const usedMiB = await awaitMemoryBack(card, before.usedMiB).catch(() => null);
      const isBack = usedMiB !== null && usedMiB.isBack;
      return { proven: left.length === 0 && isBack, usedMiB: usedMiB?.usedMiB ?? null };
    },
  };
}
