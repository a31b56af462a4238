import { objectiveNames } from '../objective.ts';
import type { Objective } from '../objective.ts';
import type { Configuration, KnobValue } from '../space.ts';
import { entriesOf, fieldOf, flagAt, intAt, listAt, textAt, wordAt } from './foreign.ts';
import type { ViewSpec } from './view.ts';

/** What the screens need of a spec; null where the value is no spec. */
export function readSpec(value: unknown): ViewSpec | null {
  const experiment = textAt(value, 'experiment');
  const digest = textAt(value, 'digest');
  const capMs = intAt(fieldOf(value, 'budget'), 'capMs');
  if (experiment === null || digest === null || capMs === null) return null;
  return {
    experiment,
    engines: textAt(value, 'engines') ?? '',
    gpuClass: textAt(value, 'gpuClass') ?? '',
    simulated: flagAt(value, 'simulated'),
    seed: intAt(value, 'seed') ?? 0,
    capMs,
    strategy: textAt(fieldOf(value, 'strategy'), 'name') ?? '',
    generations: listAt(fieldOf(value, 'strategy'), 'populations').length,
    baseline: readConfiguration(fieldOf(value, 'baseline')),
    objectives: listAt(value, 'objectives').flatMap(readObjective),
    workloadDigest: textAt(value, 'workloadDigest') ?? '',
    digest,
  };
}

/** The knobs of a configuration, without what can be no knob's value. */
export function readConfiguration(value: unknown): Configuration {
  return Object.fromEntries(
    entriesOf(value).filter((entry): entry is readonly [string, KnobValue] => isKnob(entry[1])),
  );
}

function isKnob(value: unknown): value is KnobValue {
  return typeof value === 'number' || typeof value === 'string';
}

function readObjective(value: unknown): readonly Objective[] {
  const name = wordAt(value, 'name', objectiveNames);
  const better = wordAt(value, 'better', ['lower', 'higher', 'near'] as const);
  const target = intAt(value, 'target');
  const weightPpm = intAt(value, 'weightPpm');
  if (name === null || better === null || target === null || weightPpm === null) return [];
  return [{ name, weightPpm, target, better, points: listAt(value, 'points').flatMap(readPoint) }];
}

function readPoint(value: unknown): readonly (readonly [number, number])[] {
  const at = intAt(value, '0');
  const ppm = intAt(value, '1');
  return at === null || ppm === null ? [] : [[at, ppm]];
}
