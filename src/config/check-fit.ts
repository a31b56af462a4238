import type { EngineSpec, Profile } from '../contracts/schemas/profile.ts';
import { valuesOf } from './check-experiment.ts';
import type { FoundExperiment } from './load-config.ts';
import type { LoadedProfile } from './load-profile.ts';
import { suggest } from './printable.ts';
import { problemAt } from './problem-at.ts';
import type { ConfigProblem } from './problem.ts';

type Knob = FoundExperiment['experiment']['space'][string];

/** Does the engine profile know the experiment's knobs and values, and how much memory they take? */
export function checkFit(
  found: FoundExperiment,
  { profile, file }: LoadedProfile,
): readonly ConfigProblem[] {
  const { levelKnob, modelKnob } = profile.memory;
  const known = knobNames(profile);
  return Object.entries(found.experiment.space).flatMap(([name, knob]) => {
    if (!known.includes(name)) {
      return [
        problemAt(found, ['space', name], {
          got: `the knob ${name}`,
          allowed: `${known.join(', ')} (${file})`,
          fix: suggest(name, known),
        }),
      ];
    }
    const wrongEngine =
      (name === levelKnob && knob.engine !== 'llm') || (name === modelKnob && knob.engine !== 'stt')
        ? [
            problemAt(found, ['space', name, 'engine'], {
              allowed: name === levelKnob ? 'llm' : 'stt',
              fix: `${file} has this knob there`,
            }),
          ]
        : [];
    return [...wrongEngine, ...checkValues(found, { name, knob, profile, file })];
  });
}

/** Bounds in force: those of the experiment, else those of the profile's flag. */
export function boundsOf(found: FoundExperiment, profile: Profile) {
  return Object.keys(found.experiment.space).flatMap((knob) => {
    const bound = found.experiment.bounds[knob] ?? limitsOf(profile, knob);
    return bound === null ? [] : [{ knob, min: bound.min, max: bound.max }];
  });
}

function checkValues(
  found: FoundExperiment,
  { name, knob, profile, file }: { name: string; knob: Knob; profile: Profile; file: string },
): readonly ConfigProblem[] {
  const limits = limitsOf(profile, name);
  const choices = choicesOf(profile, name);
  const refused = (value: number | string): string | null => {
    if (limits !== null) {
      const fits = typeof value === 'number' && value >= limits.min && value <= limits.max;
      return fits ? null : `${limits.min} to ${limits.max} (hard bound of ${file})`;
    }
    return choices === null || choices.includes(String(value))
      ? null
      : `${choices.join(', ')} (${file})`;
  };
  const baseline = found.experiment.baseline[name];
  const bad = [...valuesOf(found, name), ...(baseline === undefined ? [] : [baseline])].find(
    (value) => refused(value) !== null,
  );
  if (bad === undefined) {
    return [];
  }
  const isListed = knob.values.includes(bad);
  return [
    problemAt(found, isListed ? ['space', name, 'values'] : ['baseline', name], {
      got: String(bad),
      allowed: refused(bad) ?? '',
      fix: `take another value, another profile, or one of the experiments made for ${profile.name}`,
    }),
  ];
}

const knobNames = (profile: Profile): readonly string[] =>
  profile.kind === 'recorded'
    ? [profile.memory.levelKnob, profile.memory.modelKnob]
    : [...Object.keys(profile.engines.llm.knobs), ...Object.keys(profile.engines.stt.knobs)];

function limitsOf(profile: Profile, knob: string): { min: number; max: number } | null {
  const flag = flagOf(profile, knob);
  return flag === undefined || flag.type === 'choice' ? null : { min: flag.min, max: flag.max };
}

function choicesOf(profile: Profile, knob: string): readonly string[] | null {
  if (profile.kind === 'recorded') {
    return knob === profile.memory.modelKnob ? Object.keys(profile.memory.modelMiB) : null;
  }
  const flag = flagOf(profile, knob);
  return flag?.type === 'choice' ? Object.keys(flag.values) : null;
}

const flagOf = (profile: Profile, knob: string): EngineSpec['knobs'][string] | undefined =>
  profile.kind === 'recorded'
    ? undefined
    : (profile.engines.llm.knobs[knob] ?? profile.engines.stt.knobs[knob]);

/** Models whose memory the profile does not know cannot be checked by arithmetic. */
export function checkModelMemory(
  found: FoundExperiment,
  { profile, file }: LoadedProfile,
): readonly ConfigProblem[] {
  const { modelKnob, modelMiB } = profile.memory;
  const unknown = valuesOf(found, modelKnob)
    .map(String)
    .filter((model) => !Object.hasOwn(modelMiB, model));
  return unknown.length === 0
    ? []
    : [
        {
          where: file,
          path: 'memory.modelMiB',
          got: `no memory figure for ${unknown.join(', ')}`,
          allowed: 'MiB for every model of the space',
          fix: 'add them',
        },
      ];
}
