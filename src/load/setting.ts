import type { Workload } from '../contracts/schemas/workload.ts';
import type { EngineRole } from '../domain/space.ts';
import type { ClipSet } from './clips.ts';
import type { Clock } from './clock.ts';
import type { Trouble } from './engine-watch.ts';

export type Endpoint = {
  readonly baseUrl: string;
  /** Name that the server serves its model under. */
  readonly model: string;
  readonly healthPath: string;
  /** Sent with every request, for servers that want a key. */
  readonly headers?: Readonly<Record<string, string>>;
};

/** What a probe is doing, for heartbeats: every quarter of a second while it runs. */
export type Progress = { readonly phase: string; readonly answered: number };

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

/** A probe ends with figures or with an engine in trouble. An abort throws `LoadAborted` instead. */
export type ProbeOutcome<T> =
  | { readonly kind: 'observed'; readonly observation: T }
  | { readonly kind: 'trouble'; readonly trouble: Trouble };

/** Thrown when the caller's signal ended the load; every socket is closed by then. */
export class LoadAborted extends Error {
  override readonly name = 'AbortError';

  constructor() {
    super('the load was ended by its signal');
  }
}
