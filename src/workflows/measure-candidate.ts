import { CancellationScope } from '@temporalio/workflow';
import type { Grant } from '../contracts/grant.ts';
import type { Candidate } from '../domain/candidate.ts';
import { configurationWords } from '../domain/configuration-words.ts';
import type {
  Applied,
  EngineFault,
  GpuSeries,
  LlmObservation,
  Observations,
  ProbeResult,
  SttObservation,
} from '../domain/observation.ts';
import { restartsOf } from '../domain/order.ts';
import type { Judged } from '../domain/run-log.ts';
import { levelOf, modelOf } from '../domain/space.ts';
import type { Run } from './run.ts';
import { readySession, stepOf } from './session-steps.ts';

/** One try at a candidate; `round` counts the tries. */
export type Attempt = {
  readonly candidate: Candidate;
  readonly purpose: Judged['purpose'];
  readonly round: number;
};

/** What one try saw and spent; the run takes it over only when the try stands. */
export type Seen = Spent &
  (
    | { readonly kind: 'observed'; readonly observations: Observations }
    | { readonly kind: 'fault'; readonly fault: EngineFault }
  );

type Spent = { readonly spentMs: number; readonly boots: number };

/** One try on the session of `grant`. */
type Trying = Attempt & { readonly run: Run; readonly grant: Grant };

/** Apply, then the probes with the sampler beside them. */
export async function measureCandidate(run: Run, grant: Grant, attempt: Attempt): Promise<Seen> {
  await readySession(run, grant);
  const trying = { ...attempt, run, grant };
  const applied = await stepFor(trying, 'applyConfiguration').applyConfiguration({
    token: grant.token,
    configuration: attempt.candidate.configuration,
    order: attempt.purpose === 'confirm' ? 'production' : 'exploring',
  });
  if (applied.kind === 'refused') {
    return { kind: 'fault', fault: applied.fault, spentMs: run.costs.bootMs, boots: 1 };
  }
  const spent = startsOf(trying, applied);
  const probed = await besideSampler(trying, () => probe(trying));
  const total = { ...spent, spentMs: spent.spentMs + probed.tookMs };
  if (probed.kind === 'fault') return { ...total, kind: 'fault', fault: probed.fault };
  const observations = { applied, ...probed.observation };
  return { ...total, kind: 'observed', observations };
}

/** Takes over what a try that stands has learned: solo figures, time spent, what runs now. */
export function keepSeen(run: Run, attempt: Attempt, seen: Seen): void {
  const { configuration } = attempt.candidate;
  run.spentMs += seen.spentMs;
  run.boots += seen.boots;
  run.running = seen.kind === 'observed' ? configuration : null;
  if (seen.kind !== 'observed') return;
  const { stt, llm } = seen.observations;
  run.soloStt = { ...run.soloStt, [modelOf(run.spec.space, configuration)]: stt };
  run.soloLlm = { ...run.soloLlm, [levelOf(run.spec.space, configuration)]: llm };
}

/**
 * Engine starts and their time. Recorded answers count them by the order of the candidates, not by
 * what a worker had to start again after a loss.
 */
function startsOf({ run, candidate, purpose }: Trying, applied: Applied): Spent {
  const { bootMs, restartMs } = applied;
  if (run.spec.planClock === 'wall') return { spentMs: bootMs + restartMs, boots: applied.boots };
  const from = purpose === 'confirm' ? null : run.running;
  const { boots, restarts } = restartsOf(run.spec.space, from, candidate.configuration);
  return { spentMs: boots * bootMs + restarts * restartMs, boots };
}

type Probed = Pick<Observations, 'stt' | 'llm' | 'capacity'>;

/** Solo figures where they are new, then the joint load. */
async function probe(trying: Trying): Promise<ProbeResult<Probed>> {
  const { run, purpose } = trying;
  const stt = await soloStt(trying);
  if (stt.kind === 'fault') return stt;
  const llm = await soloLlm(trying);
  if (llm.kind === 'fault') return llm;
  const capacity = await stepFor(trying, 'probeCapacity').probeCapacity({
    ...inputOf(trying),
    startRung: startRung(run),
    purpose,
  });
  if (capacity.kind === 'fault') return capacity;
  return {
    kind: 'observed',
    observation: {
      stt: stt.observation,
      llm: llm.observation,
      capacity: capacity.observation,
    },
    tookMs: stt.tookMs + llm.tookMs + capacity.tookMs,
  };
}

async function soloStt(trying: Trying): Promise<ProbeResult<SttObservation>> {
  const { run, candidate } = trying;
  const known = run.soloStt[modelOf(run.spec.space, candidate.configuration)];
  if (known !== undefined) return { kind: 'observed', observation: known, tookMs: 0 };
  return stepFor(trying, 'probeStt').probeStt(inputOf(trying));
}

async function soloLlm(trying: Trying): Promise<ProbeResult<LlmObservation>> {
  const { run, candidate } = trying;
  const known = run.soloLlm[levelOf(run.spec.space, candidate.configuration)];
  if (known !== undefined) return { kind: 'observed', observation: known, tookMs: 0 };
  return stepFor(trying, 'probeLlm').probeLlm(inputOf(trying));
}

type Sampled = ProbeResult<Probed & { readonly gpu: GpuSeries }>;

/** The end of the last probe ends the sampler inside the worker; cancelling it is the fallback. */
async function besideSampler(
  trying: Trying,
  probes: () => Promise<ProbeResult<Probed>>,
): Promise<Sampled> {
  const scope = new CancellationScope({ cancellable: true });
  const sampling = scope.run(() => stepFor(trying, 'sampleGpu').sampleGpu(inputOf(trying)));
  // Awaited below; a probe that throws first must not leave it unheard.
  sampling.catch(() => undefined);
  try {
    const probed = await probes();
    if (probed.kind === 'fault') return probed;
    return { ...probed, observation: { ...probed.observation, gpu: await sampling } };
  } finally {
    scope.cancel();
    await Promise.allSettled([sampling]);
  }
}

function stepFor({ run, grant, candidate, purpose, round }: Trying, name: string) {
  const confirm = purpose === 'confirm' ? '.confirm' : '';
  const words = configurationWords(candidate.configuration);
  return stepOf(run, grant, {
    id: `${candidate.id}${confirm}.${name}.${round}`,
    summary: `g${candidate.generation} ${candidate.id}: ${words}${confirm === '' ? '' : ', fresh boot'}`,
  });
}

function inputOf({ run, grant, candidate }: Trying) {
  const { id, cell, configuration } = candidate;
  return { token: grant.token, candidate: { id, cell, configuration }, trial: run.trials };
}

/** The ladder starts at the baseline's capacity; the baseline's own at the reference concurrency. */
function startRung(run: Run): number {
  const baseline = run.log.baseline?.boots[0]?.capacity.capacity.passing;
  return baseline === undefined || baseline === 0
    ? run.spec.workload.referenceConcurrency
    : baseline;
}
