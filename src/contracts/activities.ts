import type { Costs } from '../domain/budget.ts';
import type { Candidate } from '../domain/candidate.ts';
import type { HashedRecord } from '../domain/lineage-record.ts';
import type {
  ApplyResult,
  CapacityObservation,
  GpuSeries,
  LlmObservation,
  ProbeResult,
  Proof,
  SttObservation,
  WordErrors,
} from '../domain/observation.ts';
import type { Configuration, EngineRole } from '../domain/space.ts';
import type { ExperimentInput } from './schemas/experiment-input.ts';
import type { Spec } from './schemas/spec.ts';
import type { ExperimentResult } from './workflows.ts';

/** Activities of the control queue: light, no GPU. */
export type ControlActivities = {
  /** Config, overrides and expansion to a normalised spec, and the folder of the run. */
  resolveSpec(input: ResolveInput): Promise<ResolvedRun>;
  /** Writes `gen_<N>_candidates.jsonl` and appends to `lineage.jsonl`; idempotent. */
  recordGeneration(input: GenerationInput): Promise<void>;
  /** Writes summary, winner, manifest and the history so far; returns the paths. */
  publishArtifacts(input: PublishInput): Promise<Published>;
  /** Waits for the close of the chain and exports every run's history; returns the file. */
  exportHistory(input: ExportInput): Promise<string>;
};

/** A configuration as the recorded profile finds it. */
export type Probed = Pick<Candidate, 'id' | 'cell' | 'configuration'>;

export type ResolveInput = {
  readonly input: ExperimentInput;
  readonly workflowId: string;
  readonly firstRunId: string;
};

export type ResolvedRun = { readonly spec: Spec; readonly folder: string };

export type GenerationInput = {
  readonly experiment: string;
  readonly folder: string;
  readonly firstRunId: string;
  readonly generation: number;
  readonly records: readonly HashedRecord[];
  readonly head: string;
};

export type PublishInput = {
  readonly workflowId: string;
  readonly firstRunId: string;
  readonly folder: string;
  readonly spec: Spec;
  readonly result: ExperimentResult;
  readonly environment: Environment | null;
};

export type Published = { readonly folder: string; readonly files: readonly string[] };

export type ExportInput = {
  readonly workflowId: string;
  readonly firstRunId: string;
  readonly experiment: string;
  readonly folder: string;
};

/** Activity of the class queue: holds the GPU for one owner until cancelled. */
export type HoldActivities = { holdGpu(input: HoldInput): Promise<HoldResult> };

export type HoldInput = {
  readonly ownerWorkflowId: string;
  readonly ownerFirstRunId: string;
  readonly sessionWorkflowId: string;
  /** Number of the asking, 1 for the first. */
  readonly no: number;
  readonly engines: string;
  readonly profileDigest: string;
  readonly experiment: string;
  readonly seed: number;
  /** Card that held before a loss; another card declines for the first minute. */
  readonly preferCard: string | null;
};

/** `proven`: the engines are gone and the memory is back. */
export type HoldResult = { readonly kind: 'released' | 'declined'; readonly proven: boolean };

/** Activities of the holder's own queue. Every input carries the session token; a stale one is refused. */
export type StepActivities = {
  prepare(input: PrepareInput): Promise<Prepared>;
  /** Tells worker and guard the moment at which the GPU must be free. */
  setDeadline(input: DeadlineInput): Promise<void>;
  applyConfiguration(input: ApplyInput): Promise<ApplyResult>;
  probeStt(input: ProbeInput): Promise<ProbeResult<SttObservation>>;
  probeLlm(input: ProbeInput): Promise<ProbeResult<LlmObservation>>;
  probeCapacity(input: CapacityInput): Promise<ProbeResult<CapacityObservation>>;
  /** Runs beside the probes; the end of `probeCapacity` ends it inside the worker. */
  sampleGpu(input: ProbeInput): Promise<GpuSeries>;
};

export type StepInput = { readonly token: string };

/** Hands the spec to the session; the later steps need only the token. */
export type PrepareInput = StepInput & {
  readonly spec: Spec;
  /** Level to boot for learning; the baseline's, else the highest feasible. */
  readonly configuration: Configuration;
};

/** What the environment taught before the cap clock. */
export type Prepared = {
  readonly environment: Environment;
  readonly costs: Costs;
  readonly weightsMiB: number;
  readonly overheadMiB: number;
  readonly proof: Proof | null;
  /** Word errors per STT model, measured once: they do not depend on memory. */
  readonly words: Readonly<Record<string, WordErrors>>;
  readonly tookMs: number;
  /** false: the figures are the profile's estimates. */
  readonly measured: boolean;
};

/** What the results hold for; goes into the manifest, never into the lineage. */
export type Environment = {
  readonly host: string;
  readonly card: string;
  readonly driver: string;
  readonly engines: Readonly<Record<EngineRole, string>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly simulated: boolean;
  readonly digest: string;
};

export type DeadlineInput = StepInput & { readonly deadlineMs: number };

export type ApplyInput = StepInput & {
  readonly configuration: Configuration;
  /** 'exploring': LLM alone first, changes only what differs. 'production': all anew in that order. */
  readonly order: 'exploring' | 'production';
};

/** `trial` counts the trials of the run; the recorded profile draws its repeat by it. */
export type ProbeInput = StepInput & {
  readonly candidate: Probed;
  readonly trial: number;
};

export type CapacityInput = ProbeInput & {
  /** Rung at which the ladder starts: the baseline's capacity. */
  readonly startRung: number;
  readonly purpose: 'explore' | 'confirm';
};

/** Activities of the info queues: who is here, free or held, and whether it serves this bundle. */
export type InfoActivities = { describeGpu(): Promise<GpuDescription> };

export type GpuDescription = {
  readonly host: string;
  readonly gpu: string;
  readonly card: string;
  readonly fingerprint: string;
  readonly gpuClass: string;
  readonly profileDigest: string;
  readonly bundleDigest: string;
  readonly holder: string | null;
  readonly simulated: boolean;
};

/** Names of retryable and final activity failures, used as ApplicationFailure types. */
export const activityFailures = {
  sessionLost: 'SESSION_LOST',
  enginesLost: 'ENGINE_LOST',
  profileMismatch: 'PROFILE_MISMATCH',
} as const;
