import { hostname, userInfo } from 'node:os';
import { toDreamError } from '../config/problem.ts';
import { resolveExperiment } from '../config/resolve-experiment.ts';
import type { ExperimentInput, Overrides } from '../contracts/schemas/experiment-input.ts';
import type { Spec } from '../contracts/schemas/spec.ts';
import type { Context } from './globals.ts';

/** What the flags of `run`, `start` and `plan` say of an experiment. */
export type ExperimentFlags = {
  readonly experiment?: string | undefined;
  readonly engines?: string | undefined;
  readonly cap?: number | undefined;
  readonly sttTargetMs?: number | undefined;
  readonly llmTargetMs?: number | undefined;
  readonly workload?: string | undefined;
  readonly strategy?: Overrides['strategy'];
  readonly seed?: number | undefined;
};

/** The experiment that a command means: its spec, and the input that starts it. */
export type Chosen = { readonly spec: Spec; readonly input: ExperimentInput };

/**
 * Resolves the experiment here, so that every mistake is told before anything starts. With a config
 * of one's own the whole spec is sent; else the names, which the worker resolves.
 */
export function chooseExperiment(context: Context, flags: ExperimentFlags): Chosen {
  const { configDir, configFile, origins } = context.settings;
  const named = namedInput(flags);
  const resolved = resolveExperiment({
    configDir,
    configFile,
    input: named,
    namespaceAttributes: [],
  });
  if (resolved.kind === 'invalid') throw toDreamError(resolved.problems);
  const spec = resolved.value;
  const requestedBy = identity();
  if (origins['configFile'] === 'default') return { spec, input: { ...named, requestedBy } };
  return { spec, input: { spec, requestedBy } };
}

/** Who asks: `user@host`, as it stays in the history. */
export function identity(): string {
  return `${userInfo().username}@${hostname()}`;
}

function namedInput(flags: ExperimentFlags): ExperimentInput {
  const overrides = present({
    capMs: flags.cap,
    sttTargetMs: flags.sttTargetMs,
    llmTargetMs: flags.llmTargetMs,
    workload: flags.workload,
    strategy: flags.strategy,
    seed: flags.seed,
  });
  return {
    ...(flags.experiment === undefined ? {} : { experiment: flags.experiment }),
    ...(flags.engines === undefined ? {} : { engines: flags.engines }),
    ...(Object.keys(overrides).length === 0 ? {} : { overrides }),
  };
}

/** Without the fields that were not given. */
function present(overrides: {
  readonly [Key in keyof Overrides]: Overrides[Key] | undefined;
}): Overrides {
  const { capMs, sttTargetMs, llmTargetMs, workload, strategy, seed } = overrides;
  return {
    ...(capMs === undefined ? {} : { capMs }),
    ...(sttTargetMs === undefined ? {} : { sttTargetMs }),
    ...(llmTargetMs === undefined ? {} : { llmTargetMs }),
    ...(workload === undefined ? {} : { workload }),
    ...(strategy === undefined ? {} : { strategy }),
    ...(seed === undefined ? {} : { seed }),
  };
}
