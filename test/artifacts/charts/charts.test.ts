import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chartKinds, chartOf } from '../../../src/artifacts/charts/index.ts';
import type { ExperimentView, Row } from '../../../src/domain/view/view.ts';
import { makeRow, makeView, scored, spec } from '../../domain/series/views.ts';
import { fullRow, fullRun, jointLoad, realRun } from './runs.ts';
import { expectWellFormed } from './well-formed.ts';

const tableText = (view: ExperimentView, kind: (typeof chartKinds)[number]): string =>
  chartOf(view, kind)
    .table.rows.map((row) => row.join(' | '))
    .join('\n');

test.each(chartKinds)('%s: a run gives a whole SVG, a table and words', (kind) => {
  for (const view of [realRun(), fullRun()]) {
    const { svg, table, title, description } = chartOf(view, kind);
    expectWellFormed(svg);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(`${title}${description}`).not.toMatch(/NaN|undefined|Infinity|null/);
    expect(svg).toContain('role="img"');
    expect(svg).toMatch(/viewBox="0 0 \d+ [\d.]+"/);
    expect(table.rows.length).toBeGreaterThan(0);
    for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
  }
});

test.each(chartKinds)(
  '%s: the same view gives the same bytes, whatever was drawn before',
  (kind) => {
    const first = chartOf(fullRun(), kind).svg;
    chartOf(realRun(), kind);
    expect(chartOf(fullRun(), kind).svg).toBe(first);
  },
);

test.each(chartKinds)('%s: without data the chart says so in words', (kind) => {
  for (const view of [makeView([], { spec: null }), makeView([makeRow('c0')])]) {
    const { svg, description } = chartOf(view, kind);
    expectWellFormed(svg);
    expect(svg).not.toMatch(/NaN|undefined/);
    expect(description).toMatch(/\.$/);
  }
  expect(chartOf(makeView([], { spec: null }), kind).description).toMatch(/yet\.$/);
});

test.each(chartKinds)('%s: a simulated run is marked in title and drawing', (kind) => {
  const simulated = { ...spec, simulated: true };
  for (const view of [fullRun({ spec: simulated }), makeView([], { spec: simulated })]) {
    const { title, svg } = chartOf(view, kind);
    expect(title).toMatch(/^SIMULATED: /);
    expect(svg.split('SIMULATED: ').length).toBeGreaterThan(2);
  }
  expect(chartOf(fullRun(), kind).title).not.toContain('SIMULATED');
});

const hostile = `</text></svg><script>alert("1")</script>{b}&amp;\u0000\u001B[31m\u202E\uD800'`;

test.each(chartKinds)('%s: texts of a run are data, never markup', (kind) => {
  const configuration = { vllm_memory_pct: hostile, whisper_model: hostile };
  const evil = { id: hostile, configuration, parentIds: [hostile] };
  const knobs = spec.space.knobs.map((knob) => ({ ...knob, values: [hostile, 'b'] }));
  const view = makeView([fullRow('c0'), fullRow(hostile, { ...evil, verdict: scored(900_000) })], {
    firstRunId: hostile,
    spec: { ...spec, experiment: hostile, engines: hostile, space: { knobs, bounds: [] } },
  });
  const { svg } = chartOf(view, kind);
  expectWellFormed(svg);
  expect(svg).not.toMatch(/<script|<\/svg>./);
  expect(svg).not.toMatch(/[^\P{Cc}\n]|\p{Cf}|\p{Cs}/u);
});

test('seven charts of two runs have no id in common', () => {
  const other = { ...fullRun(), firstRunId: '0198f7aa-0000-7000-8000-000000000002' };
  const svgs = [fullRun(), other].flatMap((view) =>
    chartKinds.map((kind) => chartOf(view, kind).svg),
  );
  const ids = svgs.flatMap((svg) => [...svg.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
  expect(new Set(ids).size).toBe(ids.length);
  for (const svg of svgs) {
    for (const [, id] of svg.matchAll(/url\(#([^)]*)\)/g))
      expect(svg).toContain(`id="${id ?? ''}"`);
  }
});

test('an SVG fetches nothing and runs nothing', () => {
  for (const kind of chartKinds) {
    const { svg } = chartOf(fullRun(), kind);
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:|@import|href|\bon\w+=/,
    );
    expect(svg).not.toMatch(/ style="|zr\d|ecmeta/);
  }
});

test('every colour has a light value in place and a class for dark pages', () => {
  for (const kind of chartKinds) {
    const { svg } = chartOf(fullRun(), kind);
    expect(svg).not.toMatch(/#fe00|rgb\(254/);
    expect(svg).toMatch(/fill="#1c2128" class="[^"]*dc-fill-ink/);
    expect(svg).toContain('prefers-color-scheme:dark');
  }
});

test('fitness: mean and best so far stand beside each candidate, the fresh boot apart', () => {
  expect(tableText(fullRun(), 'fitness')).toBe(
    [
      '0 | c0, baseline | 50 % / small | fitness 0.600 | 0.600 | 0.600',
      '1 | c1, winner | 40 % / base | fitness 0.700 | 0.700 | 0.700',
      '1 | c2 | 50 % / base | disqualified: oom | 0.700 | 0.700',
      '2 | c3 | 40 % / base | no verdict yet |  | 0.700',
      'fresh boot | c1, fresh boot | 40 % / base | fitness 0.690 |  | ',
    ].join('\n'),
  );
});

test('heatmap: each cell says its outcome in words', () => {
  expect(tableText(fullRun(), 'heatmap')).toBe(
    [
      '40 % / base | c1, winner | fitness 0.700',
      '40 % / small |  | infeasible by arithmetic, not started',
      '50 % / base | c2 | disqualified: oom',
      '50 % / small | c0, baseline | fitness 0.600',
    ].join('\n'),
  );
  const { svg } = chartOf(fullRun(), 'heatmap');
  for (const words of ['0.700', 'winner', '× cannot', '× oom', 'baseline'])
    expect(svg).toContain(words);
  expect(chartOf(makeView([]), 'heatmap').svg).toContain('not tried');
});

test('latency: medians, intervals and targets; a censored one says at least', () => {
  const censored = { kind: 'censored' as const, atLeast: 2_000_000 };
  const absent = { kind: 'unmeasured' as const, cause: 'cap' as const, retryable: false };
  const view = makeView([fullRow('c0'), fullRow('c1', { joint: jointLoad(absent, censored) })]);
  expect(tableText(view, 'latency')).toBe(
    [
      'c0, baseline, best so far | 50 % / small | 300 | 290 to 320 | 320 | 3 | 900 | 890 to 920 | 920 | 3',
      'c1 | 50 % / small | unmeasured: cap |  |  |  | at least 2000 ms |  |  | ',
    ].join('\n'),
  );
  const { svg, description } = chartOf(view, 'latency');
  expect(svg).toContain('>target 500<');
  expect(description).toContain('Target of text (LLM): below 1000 ms.');
});

test('pareto: the front is named', () => {
  expect(tableText(fullRun(), 'pareto')).toBe(
    [
      'c1, winner | 40 % / base | 900 | 8+ | yes',
      'c0, baseline | 50 % / small | 900 | 4-6 | no',
    ].join('\n'),
  );
});

test('gpu: each probe with its figures; what the card did not report is said', () => {
  expect(tableText(fullRun(), 'gpu').split('\n').slice(0, 2)).toEqual([
    'c0, baseline | 50 % / small | joint load | 0.0 to 4.0 | 7000 MiB | 90 %',
    'c0, baseline | 50 % / small | all | 0.0 to 5.0 | 8000 of 12288 MiB | 90 %',
  ]);
  expect(chartOf(realRun(), 'gpu').svg).toContain('utilisation not reported');
});

test('lineage: parents, changes and origin', () => {
  const mutations = [{ knob: 'vllm_memory_pct', from: 50, to: 40 }];
  const [baseline, child] = fullRun().rows;
  const rows = [baseline, child && { ...child, mutations }].filter(
    (row): row is Row => row !== undefined,
  );
  expect(tableText(makeView(rows), 'lineage').split('\n')[1]).toBe(
    'c1, best so far | 1 | 40 % / base | child | c0 | vllm_memory_pct 50 to 40 | fitness 0.700',
  );
  expect(chartOf(fullRun(), 'lineage').description).toBe(
    '4 candidates in 3 generations. The winner is c1 (40 % / base), from c0.',
  );
});

test('capacity: an interval, open where nothing failed', () => {
  expect(tableText(fullRun(), 'capacity')).toBe(
    [
      'c1, winner | 40 % / base | 8 | none failed',
      'c1, fresh boot | 40 % / base | 4 | 6',
      'c0, baseline | 50 % / small | 4 | 6',
    ].join('\n'),
  );
});

test('no view is so odd that a chart throws', () => {
  const figure = fc.option(fc.integer({ min: -1, max: 2 ** 40 }), { nil: null });
  const row = fc
    .record({ generation: fc.nat(30), llm: figure, passing: figure, fitness: fc.nat(1_000_000) })
    .map(({ generation, llm, passing, fitness }) => ({
      generation,
      llmLatencyUs: llm,
      capacity: passing === null ? null : { passing, failing: null },
      verdict: scored(fitness),
    }));
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), fc.constantFrom(...chartKinds), (rows, kind) => {
      const view = makeView(rows.map((change, at) => fullRow(`c${at}`, change)));
      expect(chartOf(view, kind).svg).not.toMatch(/NaN|undefined|Infinity/);
    }),
    { numRuns: 40 },
  );
});
