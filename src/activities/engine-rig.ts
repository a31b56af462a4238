import type { PrepareInput } from '../contracts/activities.ts';
import { DreamError } from '../contracts/errors.ts';
import type { Spec } from '../contracts/schemas/spec.ts';
import type { EngineFault, ProbeResult } from '../domain/observation.ts';
import { createEngineHost } from '../engines/engine-host.ts';
import type { Window } from '../engines/gpu-series.ts';
import { createClock, createLoad } from '../load/index.ts';
import type { Load, ProbeOutcome } from '../load/index.ts';
import { beatingStarts } from './beats.ts';
import type { Bench, EngineRigDeps } from './bench.ts';
import { openClips } from './clips.ts';
import { prepareEngines } from './prepare-engines.ts';
import { readPreemptions } from './read-preemptions.ts';
import type { Rig, StepContext } from './rig.ts';

/** The rig of real processes: engines under guard, load over HTTP. */
export function createEngineRig(deps: EngineRigDeps): Rig {
  let bench: Bench | null = null;
  let deadlineAtMs: number | null = null;
  const windows: Window[] = [];
  const ready = (): Bench => {
    if (bench !== null) return bench;
    throw new DreamError('ENGINE_LOST', { what: 'the session has not been prepared' });
  };
  const setDeadline = (remainingMs: number): void => {
    deadlineAtMs = performance.now() + remainingMs;
    bench?.engines.setDeadline(remainingMs + deps.guardGraceMs);
  };
  const probe = <T>(
    step: StepContext,
    run: (load: Load, bench: Bench) => Promise<ProbeOutcome<T>>,
  ): Promise<ProbeResult<T>> => runProbe(ready(), step, windows, run);
  return {
    prepare: async (input, step) => {
      step.beat({ stage: 'clips and card' });
      await bench?.engines.stop();
      bench = await openBench(deps, input);
      if (deadlineAtMs !== null) setDeadline(deadlineAtMs - performance.now());
      return prepareEngines(deps, bench, input, step);
    },
    apply: ({ configuration, order }, step) =>
      ready().engines.apply({
        configuration,
        order,
        signal: step.signal,
        onStart: beatingStarts(step),
      }),
    probeStt: (_input, step) => probe(step, (load) => load.probeStt(step.signal)),
    probeLlm: (_input, step) => probe(step, (load) => load.probeLlm(step.signal)),
    probeCapacity: ({ startRung }, step) =>
      probe(step, (load, { engines }) =>
        load.probeCapacity(step.signal, {
          startRung,
          readPreemptions: () => readPreemptions(engines.endpoints().llm.metricsUrl),
        }),
      ),
    sampleGpu: async (_input, until, { signal }) => {
      const fromMs = performance.now();
      const sampler = ready().engines.startSampler();
      await Promise.race([until, aborted(signal)]);
      return sampler.stop(windows.filter((window) => window.toMs > fromMs));
    },
    setDeadline,
    stop: async () => (await bench?.engines.stop()) ?? { proven: true, usedMiB: null },
  };
}

async function openBench(deps: EngineRigDeps, { spec }: PrepareInput): Promise<Bench> {
  const { folder, clips } = await openClips(deps, spec);
  const engines = await createEngineHost({
    ...deps.host,
    profile: deps.profile,
    placeholders: { ...deps.host.placeholders, clips: `${folder}/clips.json` },
  });
  const targets = {
    sttLatencyUs: targetOf(spec, 'sttLatency'),
    llmLatencyUs: targetOf(spec, 'llmLatency'),
  };
  const load = (step: StepContext): Load => {
    const { llm, stt } = engines.endpoints();
    const { healthPath: llmHealth } = deps.profile.engines.llm;
    const { healthPath: sttHealth } = deps.profile.engines.stt;
    return createLoad({
      endpoints: {
        llm: { baseUrl: llm.baseUrl, model: llm.servedModel, healthPath: llmHealth },
        stt: { baseUrl: stt.baseUrl, model: stt.servedModel, healthPath: sttHealth },
      },
      workload: spec.workload,
      clips,
      clock: createClock(spec.clock.request, spec.clock.box),
      targets,
      seed: step.seed,
      onProgress: step.beat,
    });
  };
  return { spec, clips, engines, load };
}

function targetOf(spec: Spec, name: Spec['objectives'][number]['name']): number {
  return spec.objectives.find((objective) => objective.name === name)?.target ?? 0;
}

/** Runs a probe; an engine in trouble is a fault of the configuration, an engine lost is thrown. */
async function runProbe<T>(
  bench: Bench,
  step: StepContext,
  windows: Window[],
  run: (load: Load, bench: Bench) => Promise<ProbeOutcome<T>>,
): Promise<ProbeResult<T>> {
  const { engines } = bench;
  const mark = engines.mark();
  const fromMs = performance.now();
  const outcome = await run(bench.load(step), bench);
  const toMs = performance.now();
  windows.push({ fromMs, toMs });
  const tookMs = Math.round(toMs - fromMs);
  const result = resultOf(outcome, await engines.faultSince(mark), tookMs);
  if (result.kind === 'fault') await engines.discard();
  return result;
}

/** What the engines say of themselves comes before what the load made of their answers. */
function resultOf<T>(
  outcome: ProbeOutcome<T>,
  seen: EngineFault | null,
  tookMs: number,
): ProbeResult<T> {
  if (seen !== null) return { kind: 'fault', fault: seen, tookMs };
  if (outcome.kind === 'observed') return { ...outcome, tookMs };
  const { kind, engine, text } = outcome.trouble;
  return { kind: 'fault', fault: { kind, engine, evidence: text }, tookMs };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
