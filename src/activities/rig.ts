import type {
  ApplyInput,
  CapacityInput,
  PrepareInput,
  Prepared,
  ProbeInput,
} from '../contracts/activities.ts';
import type {
  ApplyResult,
  CapacityObservation,
  GpuSeries,
  LlmObservation,
  ProbeResult,
  SttObservation,
} from '../domain/observation.ts';

/** What a step gets from Temporal: the signal that ends it, and a beat that says it lives. */
export type StepContext = {
  readonly signal: AbortSignal;
  readonly beat: (details: object) => void;
  /** New for every attempt of a step: equal seeds would send equal prompts. */
  readonly seed: string;
};

/** How a session's engines were left. */
export type Stopped = { readonly proven: boolean; readonly usedMiB: number | null };

/**
 * The engines of one GPU session with the load on them. One kind runs real processes, one answers
 * from a landscape. A step that its signal ends throws; a truncated figure never gets out.
 */
export type Rig = {
  prepare(input: PrepareInput, step: StepContext): Promise<Prepared>;
  apply(input: ApplyInput, step: StepContext): Promise<ApplyResult>;
  probeStt(input: ProbeInput, step: StepContext): Promise<ProbeResult<SttObservation>>;
  probeLlm(input: ProbeInput, step: StepContext): Promise<ProbeResult<LlmObservation>>;
  probeCapacity(input: CapacityInput, step: StepContext): Promise<ProbeResult<CapacityObservation>>;
  /** Samples until `until` settles or the signal ends it, then tells what it saw. */
  sampleGpu(input: ProbeInput, until: Promise<void>, step: StepContext): Promise<GpuSeries>;
  setDeadline(remainingMs: number): void;
  /** Ends every process of the session and proves the memory back. Never throws. */
  stop(): Promise<Stopped>;
};
