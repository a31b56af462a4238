import type { ProcessProfile } from '../contracts/schemas/profile.ts';
import type { ApplyResult, EngineFault, GpuSeries } from '../domain/observation.ts';
import type { Configuration, EngineRole } from '../domain/space.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Card, CardUse } from './card.ts';
import type { Placeholders } from './engine-command.ts';
import type { Variables } from './engine-environment.ts';
import type { LogMark } from './engine-log.ts';
import type { Window } from './gpu-series.ts';
import type { LearnedMemory } from './learned-memory.ts';
import type { SessionRecord } from './session-record.ts';

export type EngineHostOptions = {
  readonly profile: ProcessProfile;
  readonly card: Card;
  readonly record: SessionRecord;
  /** All that the profile uses but {host} and {port}: {node} {package} {state} {gpu} {seed} ... */
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
  /** Called as the start of an engine begins. */
  readonly onStart?: (role: EngineRole) => void;
};

export type Endpoint = {
  readonly baseUrl: string;
  readonly metricsUrl: string;
  readonly servedModel: string;
};

/** A place in both logs: faults are looked for from here on. */
export type HostMark = Readonly<Partial<Record<EngineRole, LogMark>>>;

export type HostSampler = { readonly stop: (windows?: readonly Window[]) => Promise<GpuSeries> };

export type EngineHost = {
  /** Changes only what differs; 'production' starts all anew in the profile's order. */
  readonly apply: (request: ApplyRequest) => Promise<ApplyResult>;
  /** Throws ENGINE_LOST when an engine is not there. */
  readonly endpoints: () => Readonly<Record<EngineRole, Endpoint>>;
  /** A quick look: has a process died? Throws ENGINE_LOST when none was started. */
  readonly alive: () => EngineFault | null;
  readonly mark: () => HostMark;
  /** Death, health 503, out-of-memory texts since the mark. Throws ENGINE_LOST or GPU_DIRTY. */
  readonly faultSince: (mark: HostMark) => Promise<EngineFault | null>;
  /** Ends both engines after a fault: what answered badly once measures nobody else. */
  readonly discard: () => Promise<void>;
  /** Pushed to the guards of running and of later engines; grace is included by the caller. */
  readonly setDeadline: (remainingMs: number) => void;
  readonly startSampler: (options?: { readonly periodMs?: number }) => HostSampler;
  readonly cardUse: () => Promise<CardUse>;
  /** Used before the engines came; subtracted from the series. */
  readonly residueMiB: number;
  /** What boots have taught; null before the first. */
  readonly memory: () => LearnedMemory | null;
  readonly logFiles: () => readonly string[];
  /** Ends all of the session, and proves it by processes and memory. */
  readonly stop: () => Promise<{ readonly proven: boolean; readonly usedMiB: number | null }>;
};
