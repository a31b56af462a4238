import fc from 'fast-check';
import type { Knob, Space } from '../../src/domain/space.ts';

/** The space of the first experiment. */
export const spica: Space = {
  knobs: [
    { name: 'gpu_memory', engine: 'llm', values: [40, 45, 50, 55, 60] },
    { name: 'whisper', engine: 'stt', values: ['tiny', 'base', 'small'] },
  ],
  bounds: [{ knob: 'gpu_memory', min: 30, max: 70 }],
};

const values = fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 4 });

const engine = fc.constantFrom<'llm' | 'stt'>('llm', 'stt');

/** Spaces of one to four knobs in any order of engines, without bounds. */
export const anySpace: fc.Arbitrary<Space> = fc
  .array(fc.record({ engine, values }), { minLength: 1, maxLength: 4 })
  .map((parts) => ({
    knobs: parts.map((part, place): Knob => ({ name: `knob${place}`, ...part })),
    bounds: [],
  }));
