import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cellCount,
  cellOf,
  cellsWithinBounds,
  configurationAt,
  configurationKey,
  isWithinBounds,
  levelNumber,
  levelOf,
  levels,
  modelNumber,
  modelOf,
  models,
  withBaseline,
} from '../../src/domain/space.ts';
import { anySpace, spica } from './spaces.ts';

describe('cells', () => {
  test('the first experiment has 15 configurations, the last knob changing fastest', () => {
    expect(cellCount(spica)).toBe(15);
    expect(configurationAt(spica, 0)).toEqual({ gpu_memory: 40, whisper: 'tiny' });
    expect(configurationAt(spica, 8)).toEqual({ gpu_memory: 50, whisper: 'small' });
    expect(configurationAt(spica, 14)).toEqual({ gpu_memory: 60, whisper: 'small' });
  });

  test('cell and configuration are one to one', () => {
    fc.assert(
      fc.property(anySpace, (space) => {
        const cells = Array.from({ length: cellCount(space) }, (_, cell) => cell);
        const configurations = cells.map((cell) => configurationAt(space, cell));
        expect(configurations.map((each) => cellOf(space, each))).toEqual(cells);
        expect(new Set(configurations.map(configurationKey)).size).toBe(cells.length);
      }),
    );
  });

  test.each([-1, 15, 1.5, Number.NaN])('%d is no cell', (cell) => {
    expect(() => configurationAt(spica, cell)).toThrow(`cell ${cell} is not in the space`);
  });

  test.each([
    ['a value of no cell', { gpu_memory: 41, whisper: 'tiny' }],
    ['a number as text', { gpu_memory: '40', whisper: 'tiny' }],
    ['a missing knob', { gpu_memory: 40 }],
    ['an unknown knob', { gpu_memory: 40, whisper: 'tiny', beam: 1 }],
    ['another knob in its place', { gpu_memory: 40, beam: 1 }],
  ])('a configuration with %s has no cell', (_, configuration) => {
    expect(cellOf(spica, configuration)).toBeNull();
  });
});

describe('levels and models', () => {
  test('LLM knobs make the level, STT knobs the model', () => {
    expect(levels(spica)).toEqual(['40', '45', '50', '55', '60']);
    expect(models(spica)).toEqual(['tiny', 'base', 'small']);
    expect(levelOf(spica, { gpu_memory: 45, whisper: 'base' })).toBe('45');
    expect(modelOf(spica, { gpu_memory: 45, whisper: 'base' })).toBe('base');
  });

  test('several knobs of one engine are joined', () => {
    const space = {
      ...spica,
      knobs: [...spica.knobs, { name: 'seqs', engine: 'llm' as const, values: [8, 16] }],
    };
    expect(levels(space).slice(0, 3)).toEqual(['40,8', '40,16', '45,8']);
  });

  test('the numbers of a cell name its level and model', () => {
    fc.assert(
      fc.property(anySpace, fc.nat(), (space, any) => {
        const cell = any % cellCount(space);
        const configuration = configurationAt(space, cell);
        expect(levels(space)[levelNumber(space, cell)]).toBe(levelOf(space, configuration));
        expect(models(space)[modelNumber(space, cell)]).toBe(modelOf(space, configuration));
      }),
    );
  });
});

describe('bounds', () => {
  test.each([
    [29, false],
    [30, true],
    [50, true],
    [70, true],
    [71, false],
    ['50', false],
  ])('%s %% is within 30-70: %s', (value, expected) => {
    expect(isWithinBounds(spica, { gpu_memory: value, whisper: 'tiny' })).toBe(expected);
  });

  test('a knob that is not set breaks no bound', () => {
    expect(isWithinBounds(spica, { whisper: 'tiny' })).toBe(true);
  });
});

describe('cellsWithinBounds', () => {
  test('lists every cell of a space without bounds', () => {
    fc.assert(
      fc.property(anySpace, (space) => {
        expect(cellsWithinBounds(space)).toEqual([...Array(cellCount(space)).keys()]);
      }),
    );
  });

  test('leaves out what the bounds forbid', () => {
    const space = { ...spica, bounds: [{ knob: 'gpu_memory', min: 50, max: 55 }] };
    expect(cellsWithinBounds(space)).toEqual([6, 7, 8, 9, 10, 11]);
  });
});

describe('configurationKey', () => {
  test('does not depend on the order of the knobs', () => {
    expect(configurationKey({ whisper: 'small', gpu_memory: 50 })).toBe(
      'gpu_memory=50 whisper=small',
    );
    expect(configurationKey({ gpu_memory: 50, whisper: 'small' })).toBe(
      'gpu_memory=50 whisper=small',
    );
  });
});

describe('withBaseline', () => {
  test('leaves a space alone that has the baseline', () => {
    expect(withBaseline(spica, { gpu_memory: 50, whisper: 'small' })).toEqual(spica);
  });

  test.each([
    [35, [35, 40, 45, 50, 55, 60]],
    [52, [40, 45, 50, 52, 55, 60]],
    [65, [40, 45, 50, 55, 60, 65]],
  ])('puts the number %d where it belongs', (value, values) => {
    const space = withBaseline(spica, { gpu_memory: value, whisper: 'small' });
    expect(space.knobs[0]?.values).toEqual(values);
    expect(cellOf(space, { gpu_memory: value, whisper: 'small' })).not.toBeNull();
  });

  test('puts a text last', () => {
    const space = withBaseline(spica, { gpu_memory: 50, whisper: 'medium' });
    expect(space.knobs[1]?.values).toEqual(['tiny', 'base', 'small', 'medium']);
  });

  test('adds nothing for a knob that the baseline does not state', () => {
    expect(withBaseline(spica, { gpu_memory: 50 })).toEqual(spica);
  });
});
