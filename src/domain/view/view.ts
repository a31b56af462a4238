import type { Mutation, Origin } from '../candidate.ts';
import type { Objective, QualityRule } from '../objective.ts';
import type {
  Applied,
  CapacityObservation,
  GpuSeries,
  LlmObservation,
  SttObservation,
  WordErrors,
} from '../observation.ts';
import type { Configuration, EngineRole, Space } from '../space.ts';
import type { Verdict } from '../verdict.ts';
import type { CloseStatus } from './event.ts';

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

/** The step that a candidate is at. */
export type Step =
  | 'starting engines'
  | 'solo speech'
  | 'solo text'
  | 'joint load'
  /** The figures are in, the verdict is not recorded yet. */
  | 'measured'
  /** An engine died or refused; `fault` says how. */
  | 'faulted'
  | 'judged';

export type Purpose = 'explore' | 'confirm';

/** One candidate as the table shows it. Latencies are medians under joint load. */
export type Row = {
  readonly id: string;
  readonly generation: number;
  readonly configuration: Configuration;
  readonly origin: Origin | null;
  readonly parentIds: readonly string[];
  readonly mutations: readonly Mutation[];
  readonly repeatOf: string | null;
  readonly purpose: Purpose;
  readonly step: Step;
  /** Tries so far: more than 1 after a lost session or engine. */
  readonly round: number;
  readonly startedMs: number;
  readonly endedMs: number | null;
  readonly sttLatencyUs: number | null;
  readonly llmLatencyUs: number | null;
  readonly capacity: { readonly passing: number; readonly failing: number | null } | null;
  /** What the engines proved to run, the joint load in full, the GPU beside it. */
  readonly applied: Applied | null;
  readonly joint: CapacityObservation | null;
  readonly gpu: GpuSeries | null;
  /** When each step of the newest round ran, in the order of asking. */
  readonly spans: readonly Span[];
  /** Root-cause line of the engine that failed. */
  readonly fault: string | null;
  /** Known once the generation is recorded. */
  readonly verdict: Verdict | null;
  /** The verdict's place in the chain; null until it is recorded. */
  readonly record: { readonly seq: number; readonly hash: string } | null;
};

/** One step of a candidate by the server's clock; `toMs` is null while it runs. */
export type Span = {
  readonly activity: string;
  readonly fromMs: number;
  readonly toMs: number | null;
};

/** What of the spec the screens need. */
export type ViewSpec = {
  readonly experiment: string;
  readonly engines: string;
  readonly gpuClass: string;
  readonly simulated: boolean;
  readonly seed: number;
  readonly capMs: number;
  readonly strategy: string;
  readonly generations: number;
  readonly baseline: Configuration;
  readonly objectives: readonly Objective[];
  readonly space: Space;
  readonly productionOrder: readonly EngineRole[];
  readonly workload: ViewWorkload;
  readonly quality: QualityRule;
  readonly approval: 'solo' | 'two-person';
  readonly target: 'simulated' | 'production';
  /** How long a proposal waits for a person. */
  readonly expireAfterMs: number;
  readonly profileDigest: string;
  readonly workloadDigest: string;
  readonly digest: string;
};

/** The load that every figure holds for. */
export type ViewWorkload = {
  readonly name: string;
  readonly promptTokens: number;
  readonly maxTokens: number;
  /** Voice turns at once for the latency objectives, and how many turns there were. */
  readonly referenceConcurrency: number;
  readonly referenceTurns: number;
  readonly ceilingConcurrency: number;
};

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

export type RowKey = { readonly id: string; readonly purpose: Purpose };

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
