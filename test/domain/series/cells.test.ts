import { expect, test } from 'vitest';
import { cellMap } from '../../../src/domain/series/cells.ts';
import { makeRow, makeView, oom, scored, spec } from './views.ts';

const at = (vllm_memory_pct: number, whisper_model: string) => ({ vllm_memory_pct, whisper_model });

test('each cell says what came of it', () => {
  const rows = [
    makeRow('c0', { configuration: at(50, 'small'), verdict: scored(500_000) }),
    makeRow('c1', { configuration: at(40, 'base') }),
    makeRow('c2', { configuration: at(50, 'small'), repeatOf: 'c0', verdict: oom }),
    makeRow('c0', { configuration: at(50, 'small'), purpose: 'confirm', verdict: oom }),
    makeRow('c3', { configuration: at(99, 'base'), verdict: oom }),
  ];
  const map = cellMap(makeView(rows, { excluded: { infeasible: [1], dropped: [2] } }));
  expect(map.levels).toEqual(['40', '50']);
  expect(map.models).toEqual(['base', 'small']);
  expect(map.hidden).toBe(0);
  expect(map.cells.map(({ level, model, finding }) => [level, model, finding.kind])).toEqual([
    [0, 0, 'open'],
    [0, 1, 'infeasible'],
    [1, 0, 'dropped'],
    [1, 1, 'judged'],
  ]);
  expect(cellMap(makeView([])).cells[0]?.finding).toEqual({ kind: 'not tried' });
});

test('a space too large for a map shows the lines that were tried', () => {
  const values = Array.from({ length: 100 }, (_, value) => value);
  const space = {
    knobs: [
      { name: 'model', engine: 'stt' as const, values: ['a', 'b'] },
      { name: 'level', engine: 'llm' as const, values },
    ],
    bounds: [],
  };
  const rows = [
    makeRow('c1', { configuration: { level: 70, model: 'b' }, verdict: scored(1) }),
    makeRow('c0', { configuration: { level: 7, model: 'a' }, verdict: scored(1) }),
  ];
  const { levels, models, cells, hidden } = cellMap(makeView(rows, { spec: { ...spec, space } }));
  expect({ levels, models, hidden }).toEqual({
    levels: ['7', '70'],
    models: ['a', 'b'],
    hidden: 198,
  });
  expect(cells.map(({ level, model }) => [level, model])).toEqual([
    [1, 1],
    [0, 0],
  ]);
});

test('without a spec there is no map', () => {
  const none = { levels: [], models: [], cells: [], hidden: 0 };
  expect(cellMap(makeView([], { spec: null }))).toEqual(none);
});
