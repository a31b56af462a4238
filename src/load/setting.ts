import type { Workload } from '../contracts/schemas/workload.ts';
import type { EngineRole } from '../domain/space.ts';
import type { ClipSet } from './clips.ts';
import type { Clock } from './clock.ts';

export type Endpoint = {
  readonly baseUrl: string;
  /** Name that the server serves its model under. */
  readonly model: string;
  readonly healthPath: string;
  /** Sent with every request, for servers that want a key. */
  readonly headers?: Readonly<Record<string, string>>;
};

/** Where a probe stands in its phase: turns, clips or requests done, of how many where that is known. */
export type PhaseProgress = {
  readonly phase: string;
  readonly done: number;
  readonly total: number | null;
};

/** What a probe is doing, for heartbeats: every quarter of a second while it runs. */
export type Progress = PhaseProgress & { readonly answered: number };

export type LoadSetting = {
  readonly endpoints: Readonly<Record<EngineRole, Endpoint>>;
  readonly workload: Workload;
  readonly clips: ClipSet;
  readonly clock: Clock;
  /** Microseconds of the engines' clock. */
  readonly targets: { readonly sttLatencyUs: number; readonly llmLatencyUs: number };
  /** New for every probe (run, trial, step, attempt): equal seeds send equal prompts. */
  readonly seed: string;
  /** An engine without an answer for so long hangs; default 1.5 request time-outs. */
  readonly progressDeadlineMs?: number;
  readonly onProgress?: (progress: Progress) => void;
};
