import { CancellationScope } from '@temporalio/workflow';
import type { Grant } from '../contracts/activities.ts';
import type { Candidate } from '../domain/candidate.ts';
import type { EngineFault, GpuSeries, Observations, ProbeResult } from '../domain/observation.ts';
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

export type Seen =
  | { readonly kind: 'observed'; readonly observations: Observations }
  | { readonly kind: 'fault'; readonly fault: EngineFault };

/** Apply, then the probes with the sampler beside them. Solo figures are measured where they are new. */
export async function measureCandidate(run: Run, grant: Grant, attempt: Attempt): Promise<Seen> {
  await readySession(run, grant);
  const { configuration } = attempt.candidate;
  const step = (name: string) => stepFor(run, grant, attempt, name);
  const applied = await step('applyConfiguration').applyConfiguration({
    token: grant.token,
    configuration,
    order: attempt.purpose === 'confirm' ? 'production' : 'exploring',
  });
  run.running = applied.kind === 'applied' ? configuration : null;
  if (applied.kind === 'refused') return { kind: 'fault', fault: applied.fault };
  run.boots += applied.boots;
  run.spentMs += applied.bootMs + applied.restartMs;
  const probed = await besideSampler(run, grant, attempt, () => probe(run, grant, attempt));
  if (probed.kind === 'fault') {
    run.running = null;
    return probed;
  }
  return { kind: 'observed', observations: { applied, ...probed.value, gpu: probed.gpu } };
}

type Probed = Pick<Observations, 'stt' | 'llm' | 'capacity'>;

/** Solo figures where they are new, then the joint load. */
async function probe(run: Run, grant: Grant, attempt: Attempt): Promise<ProbeResult<Probed>> {
  const { candidate, purpose } = attempt;
  const stt = await soloStt(run, grant, attempt);
  if (stt.kind === 'fault') return stt;
  const llm = await soloLlm(run, grant, attempt);
  if (llm.kind === 'fault') return llm;
  const steps = stepFor(run, grant, attempt, 'probeCapacity');
  const input = { token: grant.token, candidate: probedOf(candidate), trial: run.trials };
  const capacity = spend(
    run,
    await steps.probeCapacity({ ...input, startRung: startRung(run), purpose }),
  );
  if (capacity.kind === 'fault') return capacity;
  const observation = {
    stt: stt.observation,
    llm: llm.observation,
    capacity: capacity.observation,
  };
  return { kind: 'observed', observation, tookMs: 0 };
}

async function soloStt(run: Run, grant: Grant, attempt: Attempt) {
  const model = modelOf(run.spec.space, attempt.candidate.configuration);
  const known = run.soloStt[model];
  if (known !== undefined) return { kind: 'observed', observation: known, tookMs: 0 } as const;
  const seen = await stepFor(run, grant, attempt, 'probeStt').probeStt({
    token: grant.token,
    candidate: probedOf(attempt.candidate),
    trial: run.trials,
  });
  if (seen.kind === 'observed') run.soloStt = { ...run.soloStt, [model]: seen.observation };
  return spend(run, seen);
}

async function soloLlm(run: Run, grant: Grant, attempt: Attempt) {
  const level = levelOf(run.spec.space, attempt.candidate.configuration);
  const known = run.soloLlm[level];
  if (known !== undefined) return { kind: 'observed', observation: known, tookMs: 0 } as const;
  const seen = await stepFor(run, grant, attempt, 'probeLlm').probeLlm({
    token: grant.token,
    candidate: probedOf(attempt.candidate),
    trial: run.trials,
  });
  if (seen.kind === 'observed') run.soloLlm = { ...run.soloLlm, [level]: seen.observation };
  return spend(run, seen);
}

type Sampled =
  | { readonly kind: 'observed'; readonly value: Probed; readonly gpu: GpuSeries }
  | { readonly kind: 'fault'; readonly fault: EngineFault };

/** The end of the last probe ends the sampler inside the worker; cancelling it is the fallback. */
async function besideSampler(
  run: Run,
  grant: Grant,
  attempt: Attempt,
  probes: () => Promise<ProbeResult<Probed>>,
): Promise<Sampled> {
  const scope = new CancellationScope({ cancellable: true });
  const input = {
    token: grant.token,
    candidate: probedOf(attempt.candidate),
    trial: run.trials,
  };
  const sampling = scope.run(() => stepFor(run, grant, attempt, 'sampleGpu').sampleGpu(input));
  // Awaited below; a probe that throws first must not leave it unheard.
  sampling.catch(() => undefined);
  try {
    const probed = await probes();
    if (probed.kind === 'fault') return probed;
    return { kind: 'observed', value: probed.observation, gpu: await sampling };
  } finally {
    scope.cancel();
    await Promise.allSettled([sampling]);
  }
}

function stepFor(run: Run, grant: Grant, attempt: Attempt, name: string) {
  const { candidate, purpose, round } = attempt;
  const confirm = purpose === 'confirm' ? '.confirm' : '';
  const values = Object.values(candidate.configuration).join(' / ');
  return stepOf(run, grant, {
    id: `${candidate.id}${confirm}.${name}.${round}.${run.trials}`,
    summary: `g${candidate.generation} ${candidate.id}: ${values} - ${name}${confirm}`,
  });
}

/** The ladder starts at the baseline's capacity; the baseline's own at the reference concurrency. */
function startRung(run: Run): number {
  const baseline = run.log.baseline?.boots[0]?.capacity.capacity.passing;
  return baseline === undefined || baseline === 0
    ? run.spec.workload.referenceConcurrency
    : baseline;
}

function spend<T>(run: Run, result: ProbeResult<T>): ProbeResult<T> {
  run.spentMs += result.tookMs;
  return result;
}

function probedOf({ id, cell, configuration }: Candidate) {
  return { id, cell, configuration };
}
