import { workflowInfo } from '@temporalio/workflow';
import type { ExperimentInput } from '../contracts/schemas/experiment-input.ts';
import { packTrials, unpackTrials } from '../domain/trial-pack.ts';
import type { PackedTrial } from '../domain/trial-pack.ts';
import type { LlmObservation, SttObservation } from '../domain/observation.ts';
import type { Measurement } from '../domain/measurement.ts';
import type { RunLog } from '../domain/run-log.ts';
import type { Controls } from './controls.ts';
import type { CarriedDesk } from './gpu-desk.ts';
import { isRecord } from './notices.ts';
import type { Run } from './run.ts';

/** Input of the next run of a chain: what the last one knew, at most 256 kB at 5,000 candidates. */
export type Carried = { readonly carried: CarriedRun };

type CarriedRun = Omit<Run, 'controls' | 'desk' | 'log'> & {
  readonly log: Omit<RunLog, 'search'> & {
    readonly search: Omit<RunLog['search'], 'trials'> & { readonly trials: readonly PackedTrial[] };
  };
  readonly desk: CarriedDesk;
  readonly controls: Pick<Controls, 'paused' | 'stopping' | 'injected' | 'capMs'>;
};

/** Only a continued run takes up what was carried; from anybody else it is an unknown key. */
export function isCarried(given: ExperimentInput | Carried): given is Carried {
  const { continuedFromExecutionRunId } = workflowInfo();
  return continuedFromExecutionRunId !== undefined && isRecord(given) && 'carried' in given;
}

/** What travels: trials as compact integers, solo figures without their samples. */
export function carryOver(run: Run): Carried {
  const { controls, desk, log, ...plain } = run;
  return {
    carried: {
      ...plain,
      measuredSinceStart: 0,
      soloStt: mapValues(run.soloStt, slimStt),
      soloLlm: mapValues(run.soloLlm, slimLlm),
      log: { ...log, search: { ...log.search, trials: packTrials(log.search.trials) } },
      desk: { grant: desk.grant, lastNo: desk.lastNo, losses: desk.losses, ended: desk.ended },
      controls: {
        paused: controls.paused,
        stopping: controls.stopping,
        injected: controls.injected,
        capMs: controls.capMs,
      },
    },
  };
}

/** A run as it was carried over, with its handlers. */
export function takeUp(given: Carried, fresh: Pick<Run, 'controls' | 'desk'>): Run {
  const { desk: _desk, controls: _controls, log, ...plain } = given.carried;
  return {
    ...plain,
    ...fresh,
    log: { ...log, search: { ...log.search, trials: unpackTrials(log.search.trials) } },
  };
}

function slimStt(seen: SttObservation): SttObservation {
  return { ...seen, latencyUs: slim(seen.latencyUs) };
}

function slimLlm(seen: LlmObservation): LlmObservation {
  return {
    ...seen,
    latencyUs: slim(seen.latencyUs),
    firstTokenUs: slim(seen.firstTokenUs),
    milliTokensPerSecond: slim(seen.milliTokensPerSecond),
  };
}

function slim(measurement: Measurement): Measurement {
  return measurement.kind === 'measured' ? { ...measurement, samples: [] } : measurement;
}

function mapValues<T>(record: Readonly<Record<string, T>>, change: (value: T) => T) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
