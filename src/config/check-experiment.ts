import { checkBudget, checkObjectives } from './check-objectives.ts';
import type { FoundExperiment } from './load-config.ts';
import type { YamlPath } from './parse-yaml.ts';
import { problemAt } from './problem-at.ts';
import type { ConfigProblem } from './problem.ts';

type Values = readonly (number | string)[];

/** What the schema cannot see: sums, orders and references between the sections. */
export const checkExperiment = (found: FoundExperiment): readonly ConfigProblem[] => [
  ...checkBounds(found),
  ...checkSpace(found),
  ...checkBaseline(found),
  ...checkStrategy(found),
  ...checkObjectives(found),
  ...checkBudget(found),
];

/** The values in use: `finer` ones too where the experiment says so, numbers in order, none twice. */
export function valuesOf(found: FoundExperiment, knob: string): Values {
  const { space, finer } = found.experiment;
  const { values = [], finer: more = [] } = space[knob] ?? {};
  const all = [...new Set([...values, ...(finer ? more : [])])];
  return all.every((value) => typeof value === 'number') ? all.sort((a, b) => a - b) : all;
}

/** How many configurations the experiment searches. */
export const sizeOf = (found: FoundExperiment): number =>
  Object.keys(found.experiment.space).reduce(
    (size, knob) => size * valuesOf(found, knob).length,
    1,
  );

function checkBounds(found: FoundExperiment): readonly ConfigProblem[] {
  const { bounds, space } = found.experiment;
  return Object.entries(bounds).flatMap(([knob, { min, max }]) => [
    ...(min <= max
      ? []
      : [
          problemAt(found, ['bounds', knob], {
            got: `min ${min} above max ${max}`,
            allowed: 'min up to max',
            fix: 'swap them',
          }),
        ]),
    ...(knob in space
      ? []
      : [
          problemAt(found, ['bounds', knob], {
            got: `a bound of ${knob}`,
            allowed: Object.keys(space).join(', '),
            fix: 'bound a knob of the space',
          }),
        ]),
  ]);
}

function checkSpace(found: FoundExperiment): readonly ConfigProblem[] {
  return Object.entries(found.experiment.space).flatMap(([knob, { values, finer }]) =>
    (['values', 'finer'] as const).flatMap((list) =>
      (list === 'values' ? values : finer).flatMap((value, index) =>
        checkValue(found, { knob, value, path: ['space', knob, list, index] }),
      ),
    ),
  );
}

function checkBaseline(found: FoundExperiment): readonly ConfigProblem[] {
  const { baseline, space } = found.experiment;
  const knobs = Object.keys(space);
  const missing = knobs.filter((knob) => !(knob in baseline));
  const unknown = Object.keys(baseline).filter((knob) => !(knob in space));
  return [
    ...(missing.length === 0
      ? []
      : [
          problemAt(found, ['baseline'], {
            got: `no ${missing.join(', ')}`,
            allowed: 'a value for every knob of the space',
            fix: 'write what production runs today',
          }),
        ]),
    ...unknown.map((knob) =>
      problemAt(found, ['baseline', knob], {
        got: `a value for ${knob}`,
        allowed: knobs.join(', '),
        fix: 'name a knob of the space',
      }),
    ),
    ...Object.entries(baseline).flatMap(([knob, value]) =>
      checkValue(found, { knob, value, path: ['baseline', knob] }),
    ),
  ];
}

/** Hard bounds hold for everything that is written down as well. */
function checkValue(
  found: FoundExperiment,
  { knob, value, path }: { knob: string; value: number | string; path: YamlPath },
): readonly ConfigProblem[] {
  const bound = found.experiment.bounds[knob];
  if (bound === undefined || bound.min > bound.max) {
    return [];
  }
  const allowed = `${bound.min} to ${bound.max} (hard bound)`;
  if (typeof value === 'string') {
    const fix = 'write a whole number without quotes and sign: 50 for 50 percent';
    return [problemAt(found, path, { allowed, fix })];
  }
  return value >= bound.min && value <= bound.max
    ? []
    : [problemAt(found, path, { allowed, fix: 'take a value inside the bound' })];
}

function checkStrategy(found: FoundExperiment): readonly ConfigProblem[] {
  const { name, populations, survivors, elites, fresh } = found.experiment.strategy;
  const size = sizeOf(found);
  const path = ['strategy', 'populations'];
  const tooMany =
    populations.length > size
      ? [
          problemAt(found, path, {
            got: `${populations.length} generations`,
            allowed: `at most ${size}, as the space has ${size} configurations`,
            fix: 'use fewer generations or a larger space',
          }),
        ]
      : [];
  const needed = elites + survivors + fresh;
  const tooSmall =
    name === 'r-zero'
      ? populations.flatMap((population, index) =>
          index === 0 || population >= needed
            ? []
            : [
                problemAt(found, [...path, index], {
                  allowed: `at least ${needed} = ${elites} elite + ${survivors} survivors + ${fresh} fresh`,
                  fix: 'enlarge the population, or keep fewer',
                }),
              ],
        )
      : [];
  return [...tooMany, ...tooSmall];
}
