import { join } from 'node:path';
import type { Configuration, EngineRole } from '../domain/space.ts';
import type { CardUse } from './card.ts';
import { isHeldByOthers } from './clean-card.ts';
import type { EngineRequest, RunningEngine } from './engine.ts';
import { createProver } from './engine-proof.ts';
import { createSlot } from './engine-slot.ts';
import type { Slot } from './engine-slot.ts';
import type { EngineHostOptions } from './host-types.ts';
import type { KvCheck } from './kv-check.ts';
import type { LlmProof } from './llm-proof.ts';
import type { SttProof } from './stt-proof.ts';
import { listDescendants } from './sweep.ts';

/** Both engines of a session, and what is to be known about the two together. */
export type EnginePair = {
  readonly llm: Slot<LlmProof>;
  readonly stt: Slot<SttProof>;
  readonly running: () => readonly RunningEngine[];
  readonly ownPids: () => readonly number[];
  readonly startOrder: () => readonly EngineRole[];
  readonly logFiles: () => readonly string[];
  readonly setDeadline: (remainingMs: number) => void;
  readonly isHeldByOthers: () => Promise<boolean>;
  readonly stop: () => Promise<void>;
  readonly takeCounts: () => Counts;
};

type Counts = {
  readonly boots: number;
  readonly bootMs: number;
  readonly restarts: number;
  readonly restartMs: number;
};

export function createEnginePair(
  options: EngineHostOptions,
  before: CardUse,
  kvCheck: KvCheck,
): EnginePair {
  const { profile, card, record } = options;
  const logFiles: string[] = [];
  let startOrder: readonly EngineRole[] = [];
  let deadlineAtMs: number | null = null;

  const requestOf =
    (role: EngineRole) =>
    (settings: Configuration, signal: AbortSignal): EngineRequest => {
      const logFile = join(record.folder, `${role}-${logFiles.length + 1}.log`);
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
        logger: options.logger,
        signal,
        isHeldByOthers: heldByOthers,
        onLaunched: (key) => record.noteEngine(role, key),
      };
    };
  const noteStart = ({ role }: RunningEngine): void => {
    startOrder = [...startOrder.filter((other) => other !== role), role];
  };
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

  const prover = createProver({ profile, card, ownPids });
  const llm = createSlot({
    role: 'llm',
    requestFor: requestOf('llm'),
    prove: async (engine) => kvCheck.check(await prover.proveLlm(engine), engine.log.textSince()),
    onStarted: noteStart,
  });
  const stt = createSlot({
    role: 'stt',
    requestFor: requestOf('stt'),
    prove: prover.proveStt,
    onStarted: noteStart,
  });

  return {
    llm,
    stt,
    running,
    ownPids,
    startOrder: () => startOrder,
    logFiles: () => [...logFiles],
    setDeadline: (remainingMs) => {
      deadlineAtMs = performance.now() + remainingMs;
      for (const { process } of running()) {
        process.setDeadline(remainingMs);
      }
    },
    isHeldByOthers: heldByOthers,
    stop: async () => {
      await Promise.all([stt.stop(), llm.stop()]);
      startOrder = [];
    },
    takeCounts: () => {
      const [boot, restart] = [llm.takeCounts(), stt.takeCounts()];
      return {
        boots: boot.starts,
        bootMs: boot.tookMs,
        restarts: restart.starts,
        restartMs: restart.tookMs,
      };
    },
  };
}
