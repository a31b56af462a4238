import type { ExperimentInput } from '../contracts/schemas/experiment-input.ts';
import type { Profile } from '../contracts/schemas/profile.ts';
import type { FoundExperiment } from './load-config.ts';
import type { ConfigProblem } from './problem.ts';
import { durationMs, showDuration } from './units.ts';

type Overrides = NonNullable<ExperimentInput['overrides']>;

/** Budget in milliseconds, after `--cap`; the largest cap is twice the cap unless the file says more. */
export function budgetOf(found: FoundExperiment, profile: Profile, overrides: Overrides) {
  const { cap, maxCap } = found.experiment.budget;
  const capMs = overrides.capMs ?? durationMs(cap);
  const fileMaxMs = maxCap === undefined ? 0 : durationMs(maxCap);
  return {
    capMs,
    graceMs: profile.graceMs,
    maxCapMs: fileMaxMs === 0 ? 2 * capMs : fileMaxMs,
    prepareLimitMs: profile.prepareLimitMs,
  };
}

/** A cap that cannot hold even the baseline's probe, or is above what the policy allows. */
export function checkCap(
  found: FoundExperiment,
  profile: Profile,
  overrides: Overrides,
): readonly ConfigProblem[] {
  const { capMs, graceMs, maxCapMs } = budgetOf(found, profile, overrides);
  const { soloSttMs, soloLlmMs, probeMs } = profile.estimates;
  const neededMs = graceMs + soloSttMs + soloLlmMs + probeMs;
  const given = overrides.capMs !== undefined;
  const place = given
    ? { where: '--cap', path: 'overrides.capMs' }
    : { where: found.at(['budget', 'cap']), path: `experiments.${found.name}.budget.cap` };
  const got = showDuration(capMs);
  if (capMs < neededMs) {
    const allowed = `at least ${showDuration(neededMs)}`;
    const fix = `one probe with ${profile.name} takes about ${showDuration(neededMs - graceMs)}, and ${showDuration(graceMs)} are kept to free the GPU`;
    return [{ ...place, got, allowed, fix }];
  }
  return capMs > maxCapMs
    ? [
        {
          ...place,
          got,
          allowed: `at most ${showDuration(maxCapMs)}`,
          fix: 'raise budget.maxCap of the experiment',
        },
      ]
    : [];
}

/** The experiment with the targets of `--stt-target-ms` and `--llm-target-ms`. */
export function applyTargets(found: FoundExperiment, overrides: Overrides): FoundExperiment {
  const { objectives } = found.experiment;
  const { sttTargetMs, llmTargetMs } = overrides;
  const { sttLatency, llmLatency } = objectives;
  return {
    ...found,
    experiment: {
      ...found.experiment,
      objectives: {
        ...objectives,
        sttLatency: { ...sttLatency, target: sttTargetMs ?? sttLatency.target },
        llmLatency: { ...llmLatency, target: llmTargetMs ?? llmLatency.target },
      },
    },
  };
}

/** A target outside its own points, said where it was given. */
export function checkTargets(
  found: FoundExperiment,
  overrides: Overrides,
): readonly ConfigProblem[] {
  const { sttLatency, llmLatency } = found.experiment.objectives;
  const given = [
    {
      flag: '--stt-target-ms',
      key: 'sttTargetMs',
      target: overrides.sttTargetMs,
      points: sttLatency,
    },
    {
      flag: '--llm-target-ms',
      key: 'llmTargetMs',
      target: overrides.llmTargetMs,
      points: llmLatency,
    },
  ];
  return given.flatMap(({ flag, key, target, points: { ideal, limit } }) =>
    target === undefined || (target > ideal && target < limit)
      ? []
      : [
          {
            where: flag,
            path: `overrides.${key}`,
            got: `${target} ms`,
            allowed: `more than ideal (${ideal} ms) and less than limit (${limit} ms)`,
            fix: 'or move these points in the objectives of the experiment',
          },
        ],
  );
}
