import { join } from 'node:path';
import { isSealed, sealSpec } from '../contracts/digests.ts';
import { searchAttributes } from '../contracts/names.ts';
import { ExperimentInput } from '../contracts/schemas/experiment-input.ts';
import type { Spec } from '../contracts/schemas/spec.ts';
import { applyTargets, budgetOf, checkCap, checkTargets } from './apply-overrides.ts';
import { checkExperiment, valuesOf } from './check-experiment.ts';
import { boundsOf, checkFit, checkModelMemory } from './check-fit.ts';
import { expandObjectives } from './expand-objectives.ts';
import { findExperiment, loadConfig } from './load-config.ts';
import type { FoundExperiment } from './load-config.ts';
import { loadProfile } from './load-profile.ts';
import type { LoadedProfile } from './load-profile.ts';
import { loadWorkload } from './load-workload.ts';
import type { LoadedWorkload } from './load-workload.ts';
import { describeInput } from './describe-input.ts';
import { invalid, ok } from './problem.ts';
import type { Result } from './problem.ts';
import { durationMs, ppmOfPercent } from './units.ts';

export type ResolveRequest = {
  readonly configDir: string;
  /** dream.yaml where it is not in `configDir`. */
  readonly configFile?: string;
  readonly input: ExperimentInput;
  /** Search attributes that the namespace knows; the spec names those of ours among them. */
  readonly namespaceAttributes: readonly string[];
};

type Parts = {
  readonly found: FoundExperiment;
  readonly profile: LoadedProfile;
  readonly workload: LoadedWorkload;
  readonly request: ResolveRequest;
};

/**
 * The normalised spec of an experiment: defaults filled, overrides applied, units made integer,
 * digests computed. Or every problem, in the file or in the overrides. An inline spec is taken as
 * it is, if its digest is right.
 */
export function resolveExperiment(request: ResolveRequest): Result<Spec> {
  const checked = ExperimentInput.safeParse(request.input);
  if (!checked.success) {
    return invalid(...describeInput(checked.error.issues, request.input));
  }
  const { spec } = checked.data;
  if (spec !== undefined) {
    return isSealed(spec) ? ok(withAttributes(spec, request)) : invalid(brokenSeal);
  }
  const configFile = request.configFile ?? join(request.configDir, 'dream.yaml');
  const loaded = loadConfig(configFile);
  if (loaded.kind === 'invalid') {
    return loaded;
  }
  const found = findExperiment(loaded.value, request.input.experiment ?? null);
  return found.kind === 'invalid' ? found : resolveFound(found.value, request);
}

const brokenSeal = {
  where: 'input',
  path: 'spec.digest',
  got: 'a digest of something else',
  allowed: 'the SHA-256 of the canonical spec',
  fix: 'send the spec as `dream start --config` made it',
};

/** The same for an experiment that has been found already. */
export function resolveFound(written: FoundExperiment, request: ResolveRequest): Result<Spec> {
  const { configDir, input } = request;
  const overrides = input.overrides ?? {};
  const found = applyTargets(written, overrides);
  const profile = loadProfile({
    configDir,
    name: input.engines ?? found.experiment.engines,
    where: input.engines === undefined ? found.at(['engines']) : '--engines',
  });
  const workload = loadWorkload({
    configDir,
    name: overrides.workload ?? found.experiment.workload,
    where: overrides.workload === undefined ? found.at(['workload']) : '--workload',
  });
  const own = checkExperiment(written);
  const problems = [
    ...own,
    ...checkTargets(written, overrides),
    ...(workload.kind === 'invalid' ? workload.problems : []),
    ...(profile.kind === 'invalid'
      ? profile.problems
      : [
          ...(own.length > 0 ? [] : checkFit(found, profile.value)),
          ...checkModelMemory(found, profile.value),
          ...checkCap(found, profile.value.profile, overrides),
        ]),
  ];
  if (problems.length > 0 || profile.kind === 'invalid' || workload.kind === 'invalid') {
    return invalid(...problems);
  }
  return ok(expand({ found, profile: profile.value, workload: workload.value, request }));
}

function expand({ found, profile: loaded, workload, request }: Parts): Spec {
  const { experiment } = found;
  const { profile } = loaded;
  const overrides = request.input.overrides ?? {};
  const target = profile.simulated ? 'simulated' : 'production';
  const { strategy, quality, policy } = experiment;
  return sealSpec({
    experiment: found.name,
    engines: profile.name,
    gpuClass: profile.name,
    profileDigest: loaded.digest,
    simulated: profile.simulated,
    seed: overrides.seed ?? experiment.seed,
    space: {
      knobs: Object.entries(experiment.space).map(([name, { engine }]) => ({
        name,
        engine,
        values: [...valuesOf(found, name)],
      })),
      bounds: boundsOf(found, profile),
    },
    baseline: experiment.baseline,
    strategy: {
      name: overrides.strategy ?? strategy.name,
      populations: strategy.populations,
      tournamentSize: strategy.tournament,
      survivors: strategy.survivors,
      elites: strategy.elites,
      fresh: strategy.fresh,
      mutationPpm: ppmOfPercent(strategy.mutation),
    },
    objectives: expandObjectives(experiment.objectives),
    quality: {
      marginPpm: ppmOfPercent(quality.margin),
      minWords: quality.minWords,
      allowUndecided: quality.allowUndecided,
    },
    workload: workload.workload,
    workloadDigest: workload.digest,
    budget: budgetOf(found, profile, overrides),
    costs: profile.estimates,
    memory: profile.memory,
    productionOrder: profile.kind === 'processes' ? profile.productionOrder : ['stt', 'llm'],
    heartbeatMs: profile.heartbeatMs,
    clock: clockOf(loaded),
    planClock: profile.kind === 'recorded' ? 'recorded' : 'wall',
    // `solo` was granted for one target; whatever else the engines turn out to be needs two people.
    approval: policy.target === target ? policy.approval : 'two-person',
    target,
    expireAfterMs: durationMs(policy.expiry),
    searchAttributes: knownAttributes(request.namespaceAttributes),
    ...(overrides.continueAfter === undefined ? {} : { continueAfter: overrides.continueAfter }),
  });
}

function clockOf({ profile }: LoadedProfile): Spec['clock'] {
  const clock = profile.kind === 'processes' ? profile.simulation?.clock : undefined;
  return clock ?? { boot: 1, request: 1 };
}

/** Namespaces differ between client and worker: the worker's word counts. */
function withAttributes(spec: Spec, { namespaceAttributes }: ResolveRequest): Spec {
  return { ...spec, searchAttributes: knownAttributes(namespaceAttributes) };
}

const knownAttributes = (known: readonly string[]): string[] =>
  searchAttributes.map(({ name }) => name).filter((name) => known.includes(name));
