import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGpu } from '../../../src/domain/view/read-gpu.ts';
import { readMeasurement } from '../../../src/domain/view/read-measurement.ts';
import {
  readApplied,
  readJoint,
  readLlm,
  readStt,
} from '../../../src/domain/view/read-observation.ts';
import { readPrepared } from '../../../src/domain/view/read-prepared.ts';
import { readSpec } from '../../../src/domain/view/read-spec.ts';
import { observationsOf } from '../trials.ts';

const { applied, stt, llm, capacity, gpu } = observationsOf();

/** Every path to a value that is not a list, such as `proof.llm.kvTokens`. */
const pathsOf = (value: object, before = ''): readonly string[] =>
  Object.entries(value).flatMap(([name, field]: [string, unknown]) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? pathsOf(field, `${before}${name}.`)
      : [`${before}${name}`],
  );

const without = (value: object, path: string): object => {
  const [name = '', ...rest] = path.split('.');
  const field: unknown = Reflect.get(value, name);
  const isLeaf = rest.length === 0 || typeof field !== 'object' || field === null;
  return { ...value, [name]: isLeaf ? { odd: true } : without(field, rest.join('.')) };
};

/** Paths without which the reader gives nothing; what lacks another one is read in part. */
const neededBy = (read: (value: unknown) => unknown, whole: object) =>
  pathsOf(whole).filter((path) => read(without(whole, path)) === null);

const wholes: readonly (readonly [string, (value: unknown) => unknown, object])[] = [
  ['applied', readApplied, applied],
  ['solo speech', readStt, stt],
  ['solo text', readLlm, llm],
  ['joint load', readJoint, capacity],
  ['GPU series', readGpu, gpu],
];

describe('what was written is read', () => {
  test.each(wholes)('whole: %s', (_name, read, whole) => {
    expect(read(whole)).toEqual(whole);
    expect(read(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
  });

  test.each([
    [{ kind: 'measured', samples: [1, 2], median: 1, p90: 2, ci: [1, 2] }],
    [{ kind: 'censored', atLeast: 5 }],
    [{ kind: 'infeasible', cause: 'memory', evidence: 'e' }],
    [{ kind: 'unmeasured', cause: 'no-samples', retryable: true }],
  ])('as the measurement %j', (measurement) => {
    expect(readMeasurement(measurement)).toEqual(measurement);
  });
});

describe('what lacks a part', () => {
  test.each(wholes.map(([name, read, whole]) => [name, neededBy(read, whole)]))(
    'that it cannot do without is none: %s',
    (_name, needed) => {
      expect(needed).toMatchSnapshot();
    },
  );

  test.each(wholes)('that it can do without is read in part: %s', (_name, read, whole) => {
    const needed = neededBy(read, whole);
    for (const path of pathsOf(whole).filter((each) => !needed.includes(each))) {
      expect(read(without(whole, path))).toMatchObject({});
    }
  });

  test.each([
    [{ kind: 'measured', median: 1, p90: 2, ci: [1] }],
    [{ kind: 'measured', median: 1, p90: 2 }],
    [{ kind: 'measured', median: 0.5, p90: 2, ci: [1, 2] }],
    [{ kind: 'measured', median: 1, ci: [1, 2] }],
    [{ kind: 'censored' }],
    [{ kind: 'unmeasured', cause: 'mood' }],
    [{ kind: 'guessed' }],
  ])('is no measurement: %j', (value) => {
    expect(readMeasurement(value)).toBeNull();
  });

  test('is infeasible for a cause that is not told', () => {
    const infeasible = { kind: 'infeasible', cause: '', evidence: '' };
    expect(readMeasurement({ kind: 'infeasible' })).toEqual(infeasible);
  });

  test('is a series without its odd points, and rungs without the odd ones', () => {
    const points = [[0, 1, 2], [null], 'x', [5]];
    expect(readGpu({ ...gpu, points })?.points).toEqual([
      [0, 1, 2],
      [5, null, null],
    ]);
    const { reference } = capacity;
    const rungs = [{}, { ...reference, turns: null }, { ...reference, llmLatencyUs: 3 }, reference];
    expect(readJoint({ ...capacity, rungs })?.rungs).toEqual([reference]);
  });

  test('has no roles in its start order that are none', () => {
    expect(readApplied({ ...applied, startOrder: ['llm', 'gpu'] })?.startOrder).toEqual(['llm']);
  });
});

test('foreign input never throws', () => {
  const readers = [...wholes.map(([, read]) => read), readMeasurement, readPrepared, readSpec];
  const shapes = fc.oneof(
    fc.anything(),
    fc
      .constantFrom(...wholes.map(([, , whole]) => whole))
      .chain((whole) =>
        fc
          .constantFrom(...pathsOf(whole))
          .chain((path) =>
            fc
              .anything()
              .map((odd) => ({ ...without(whole, path), [path.split('.')[0] ?? '']: odd })),
          ),
      ),
  );
  fc.assert(
    fc.property(shapes, (value) => {
      for (const read of readers) expect(read(value)).not.toBeUndefined();
    }),
  );
});
