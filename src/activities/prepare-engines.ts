import type { Environment, PrepareInput, Prepared } from '../contracts/activities.ts';
import type { Costs } from '../domain/budget.ts';
import { digestOf } from '../domain/digest.ts';
import type { Applied, WordErrors } from '../domain/observation.ts';
import { configurationAt, modelOf, models } from '../domain/space.ts';
import type { Configuration } from '../domain/space.ts';
import { beatingStarts, inStage } from './beats.ts';
import type { Bench, EngineRigDeps } from './bench.ts';
import type { StepContext } from './rig.ts';
import { createWordCache } from './word-cache.ts';

/** Clips at once while word errors are measured: what the STT workers take anyway. */
const clipsAtOnce = 4;

/**
 * One boot of the baseline's level that teaches costs and memory, and the word error rate of every
 * STT model. It ends with the baseline's own configuration up, for its trial.
 */
export async function prepareEngines(
  deps: EngineRigDeps,
  bench: Bench,
  input: PrepareInput,
  step: StepContext,
): Promise<Prepared> {
  const startedMs = performance.now();
  const { engines, spec } = bench;
  const applied = await apply(bench, input.configuration, inStage(step, 'first boot'));
  const words = applied === null ? {} : await measureWords(deps, bench, input, step);
  const memory = engines.memory();
  return {
    environment: await describeEnvironment(deps, bench),
    costs: costsOf(spec.costs, applied),
    weightsMiB: memory?.weightsMiB ?? spec.memory.weightsMiB,
    overheadMiB: memory?.overheadMiB ?? spec.memory.overheadMiB,
    proof: applied?.proof ?? null,
    words,
    tookMs: Math.round(performance.now() - startedMs),
    measured: applied !== null,
  };
}

/** null where the engines refuse: that is a verdict on the candidate, not on the preparation. */
async function apply(
  { engines }: Bench,
  configuration: Configuration,
  step: StepContext,
): Promise<Applied | null> {
  const result = await engines.apply({
    configuration,
    order: 'exploring',
    signal: step.signal,
    onStart: beatingStarts(step),
  });
  return result.kind === 'applied' ? result : null;
}

/** Measured once for each model, clips and decoding: it does not depend on memory. */
async function measureWords(
  deps: EngineRigDeps,
  bench: Bench,
  { configuration }: PrepareInput,
  step: StepContext,
): Promise<Readonly<Record<string, WordErrors>>> {
  const { spec } = bench;
  const cache = createWordCache(deps.cacheDir, spec);
  const words: Record<string, WordErrors> = {};
  const all = modelsBaselineLast(bench, configuration);
  for (const [at, [model, other]] of all.entries()) {
    const stage = inStage(step, `word errors of ${model} (${at + 1} of ${all.length})`);
    const known = await cache.read(model);
    const heard = known ?? (await hear(bench, other, stage));
    if (heard === null) continue;
    words[model] = heard;
    if (known === null) await cache.write(model, heard);
  }
  await apply(bench, configuration, inStage(step, 'back to the baseline'));
  return words;
}

async function hear(
  bench: Bench,
  configuration: Configuration,
  step: StepContext,
): Promise<WordErrors | null> {
  if ((await apply(bench, configuration, step)) === null) return null;
  const outcome = await bench.load(step).probeWords(step.signal, clipsAtOnce);
  return outcome.kind === 'observed' ? outcome.observation.words : null;
}

/** Each model at the baseline's level, the baseline's own last: then nothing has to restart. */
function modelsBaselineLast(
  { spec }: Bench,
  baseline: Configuration,
): readonly (readonly [string, Configuration])[] {
  const own = modelOf(spec.space, baseline);
  const stt = spec.space.knobs.filter((knob) => knob.engine === 'stt');
  const sttSpace = { knobs: stt, bounds: [] };
  const all = models(spec.space).map(
    (model, number) => [model, { ...baseline, ...configurationAt(sttSpace, number) }] as const,
  );
  return [...all.filter(([model]) => model !== own), ...all.filter(([model]) => model === own)];
}

/** A boot that was not needed teaches nothing. */
function costsOf(costs: Costs, applied: Applied | null): Costs {
  if (applied === null || applied.boots === 0) return costs;
  return {
    ...costs,
    bootMs: Math.max(1, Math.round(applied.bootMs / applied.boots)),
    restartMs:
      applied.restarts === 0
        ? costs.restartMs
        : Math.max(1, Math.round(applied.restartMs / applied.restarts)),
  };
}

async function describeEnvironment(
  { profile, host, hostName }: EngineRigDeps,
  { spec }: Bench,
): Promise<Environment> {
  const card = await host.card.describe();
  const about = {
    card: card.name,
    driver: card.driver,
    totalMiB: card.totalMiB,
    profile: spec.profileDigest,
  };
  return {
    host: hostName,
    card: card.name,
    driver: card.driver,
    engines: {
      llm: profile.engines.llm.servedModel,
      stt: profile.engines.stt.servedModel,
    },
    versions: { node: process.version, profile: profile.name },
    simulated: profile.simulated,
    digest: digestOf(about),
  };
}
