import { objectiveNames } from '../objective.ts';
import type { Objective } from '../objective.ts';
import type { Configuration, EngineRole, Knob, KnobValue, Space } from '../space.ts';
import { entriesOf, fieldOf, flagAt, intAt, listAt, textAt, wordAt } from './foreign.ts';
import type { ViewSpec, ViewWorkload } from './view.ts';

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
    space: readSpace(fieldOf(value, 'space')),
    productionOrder: listAt(value, 'productionOrder').flatMap(readRole),
    workload: readWorkload(fieldOf(value, 'workload')),
    quality: readQuality(fieldOf(value, 'quality')),
    approval: wordAt(value, 'approval', approvals) ?? 'two-person',
    expireAfterMs: intAt(value, 'expireAfterMs') ?? dayMs,
    target: wordAt(value, 'target', targets) ?? 'production',
    profileDigest: textAt(value, 'profileDigest') ?? '',
    workloadDigest: textAt(value, 'workloadDigest') ?? '',
    digest,
  };
}

const dayMs = 86_400_000;
const approvals = ['solo', 'two-person'] as const;
const targets = ['simulated', 'production'] as const;

function readSpace(value: unknown): Space {
  return {
    knobs: listAt(value, 'knobs').flatMap(readKnob),
    bounds: listAt(value, 'bounds').flatMap((bound) => {
      const knob = textAt(bound, 'knob');
      const min = intAt(bound, 'min');
      const max = intAt(bound, 'max');
      return knob === null || min === null || max === null ? [] : [{ knob, min, max }];
    }),
  };
}

function readKnob(value: unknown): readonly Knob[] {
  const name = textAt(value, 'name');
  const [engine] = readRole(fieldOf(value, 'engine'));
  if (name === null || engine === undefined) return [];
  return [{ name, engine, values: listAt(value, 'values').filter(isKnob) }];
}

function readRole(value: unknown): readonly EngineRole[] {
  return value === 'llm' || value === 'stt' ? [value] : [];
}

function readWorkload(value: unknown): ViewWorkload {
  return {
    name: textAt(value, 'name') ?? '',
    promptTokens: intAt(value, 'promptTokens') ?? 0,
    maxTokens: intAt(value, 'maxTokens') ?? 0,
    referenceConcurrency: intAt(value, 'referenceConcurrency') ?? 0,
    referenceTurns: intAt(value, 'referenceTurns') ?? 0,
    ceilingConcurrency: intAt(value, 'ceilingConcurrency') ?? 0,
  };
}

function readQuality(value: unknown): ViewSpec['quality'] {
  return {
    marginPpm: intAt(value, 'marginPpm') ?? 0,
    minWords: intAt(value, 'minWords') ?? 0,
    allowUndecided: flagAt(value, 'allowUndecided'),
  };
}

/** The knobs of a configuration, without what can be no knob's value. */
export function readConfiguration(value: unknown): Configuration {
  return Object.fromEntries(
    entriesOf(value).filter((entry): entry is readonly [string, KnobValue] => isKnob(entry[1])),
  );
}

/** A value that a knob may have, or null. */
export function knobValueOf(value: unknown): KnobValue | null {
  return isKnob(value) ? value : null;
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
