import type { LlmObservation, SttObservation, WordErrors } from '../observation.ts';
import type { EngineRole } from '../space.ts';
import type { CloseStatus } from './event.ts';
import type { Row, RowKey } from './row.ts';
import type { ViewSpec } from './view-spec.ts';

export type { Purpose, Row, RowKey, Span, Step } from './row.ts';
export type { ViewSpec, ViewWorkload } from './view-spec.ts';

/** Where a run stands, in the order in which it passes through. */
export type Phase =
  | 'resolving'
  | 'waiting'
  | 'preparing'
  | 'baseline'
  | 'searching'
  | 'confirming'
  | 'concluding'
  | 'ended';

/** What preparation taught, and on what. */
export type PreparedView = {
  readonly tookMs: number;
  /** false: the costs are the profile's estimates. */
  readonly measured: boolean;
  readonly environment: ViewEnvironment | null;
  /** Word errors by Whisper model. */
  readonly words: Readonly<Record<string, WordErrors>>;
};

export type ViewEnvironment = {
  readonly host: string;
  readonly card: string;
  readonly driver: string;
  readonly engines: Readonly<Record<EngineRole, string>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly simulated: boolean;
  readonly digest: string;
};

/** Solo figures: by Whisper model, and by vLLM level. */
export type SoloView = {
  readonly stt: Readonly<Record<string, SttObservation>>;
  readonly llm: Readonly<Record<string, LlmObservation>>;
};

/** Cells that the search did not take: they cannot fit the card, or the cap left no room. */
export type ExcludedCells = {
  readonly infeasible: readonly number[];
  readonly dropped: readonly number[];
};

/** The awaited GPU session: number of the last grant, its token while it holds. */
export type SessionView = { readonly no: number; readonly token: string | null };

/** A step that was asked for and has not answered; `row` is its candidate's key or null. */
export type InFlight = {
  readonly activity: string;
  readonly activityId: string;
  readonly row: RowKey | null;
  readonly input: unknown;
};

/** Everything a person sees of a run: folded from its history and from nothing else. */
export type ExperimentView = {
  readonly firstRunId: string;
  readonly runId: string;
  /** Who started the run, as the client claimed. */
  readonly requester: string;
  readonly startedMs: number;
  /** Time of the newest event. */
  readonly nowMs: number;
  readonly lastEventId: number;
  readonly phase: Phase;
  /** Names that the run was started with, for as long as no worker has resolved them. */
  readonly requested: { readonly experiment: string | null; readonly engines: string | null };
  readonly spec: ViewSpec | null;
  readonly folder: string | null;
  readonly card: string | null;
  /** Class of that card: name, memory, driver. */
  readonly fingerprint: string | null;
  readonly session: SessionView;
  readonly losses: number;
  readonly prepareStartedMs: number | null;
  readonly prepared: PreparedView | null;
  readonly solo: SoloView;
  readonly excluded: ExcludedCells;
  readonly capStartedMs: number | null;
  readonly capMs: number | null;
  readonly paused: boolean;
  readonly stopping: boolean;
  readonly cancelling: boolean;
  readonly rows: readonly Row[];
  /** Steps in flight by the id of the event that asked for them. */
  readonly inFlight: Readonly<Record<number, InFlight>>;
  /** What a step of no candidate is doing just now; null where the history is all there is. */
  readonly detail: string | null;
  readonly decisions: readonly string[];
  /** Generations whose records are written. */
  readonly recorded: number;
  readonly lineageHead: string | null;
  /** The newest workflow task failure: a run that sits silent says why. */
  readonly taskFailure: string | null;
  readonly close: Close | null;
};

export type Close = {
  readonly status: CloseStatus;
  /** The workflow's result, as its contract says; null unless completed. */
  readonly result: unknown;
  readonly why: string;
  readonly atMs: number;
};
