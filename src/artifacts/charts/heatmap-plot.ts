import { configurationWords } from '../../domain/configuration-words.ts';
import type { Cell, CellFinding, CellMap } from '../../domain/series/cells.ts';
import { roleOf } from '../../domain/series/standing.ts';
import type { Standing } from '../../domain/series/standing.ts';
import type { ExperimentView } from '../../domain/view/view.ts';
import { showFitness } from '../../domain/words/figures.ts';
import type { Plot } from './chart.ts';
import { frameTop, frameWidth, headOf, nameAxis } from './frame.ts';
import { paint } from './theme.ts';
import type { Colour } from './theme.ts';
import { plainText } from './words.ts';

/** What the chart is drawn from. */
export type HeatmapBoard = {
  readonly view: ExperimentView;
  readonly title: string;
  readonly standing: Standing;
  readonly map: CellMap;
  /** Lowest and highest fitness on the map. */
  readonly range: readonly [number, number];
};

/** Levels on the x axis, models on the y axis, each cell a box of words. */
export function heatmapPlot(board: HeatmapBoard): Plot {
  const { view, title, map } = board;
  const levels = map.levels.map((words) => axisName(view, 'llm', words));
  const models = map.models.map((words) => axisName(view, 'stt', words));
  const left = 20 + Math.max(...models.map((name) => name.length)) * 7;
  const width = Math.max(frameWidth, left + 12 + levels.length * 66);
  const cell = { width: (width - left - 12) / levels.length, height: 58 };
  return {
    width,
    height: frameTop + 66 + cell.height * models.length,
    option: {
      ...headOf(view, title, width),
      grid: { left, right: 12, top: frameTop + 22, bottom: 44 },
      xAxis: {
        ...nameAxis(levels),
        name: knobNames(view, 'llm'),
        nameLocation: 'middle',
        nameGap: 26,
      },
      yAxis: {
        ...nameAxis(models),
        inverse: true,
        name: knobNames(view, 'stt'),
        nameLocation: 'start',
        nameGap: 10,
        nameTextStyle: {
          color: paint('muted'),
          fontSize: 12,
          align: 'left',
          padding: [0, 0, 0, 12 - left],
        },
      },
      series: [
        {
          type: 'scatter',
          symbolSize: 0.1,
          itemStyle: { color: paint('surface'), opacity: 1 },
          data: map.cells.map((each) => ({
            value: [each.level, each.model],
            label: lookOf(board, each, cell),
          })),
        },
      ],
    },
  };
}

/** A level or model as the axis shows it: shares of the card get their sign. */
function axisName({ spec }: ExperimentView, engine: 'llm' | 'stt', words: string): string {
  const knobs = spec?.space.knobs.filter((knob) => knob.engine === engine) ?? [];
  const [only] = knobs;
  if (knobs.length === 0) return 'all';
  const name =
    knobs.length === 1 && only !== undefined ? configurationWords({ [only.name]: words }) : words;
  return plainText(name, 12);
}

function knobNames({ spec }: ExperimentView, engine: 'llm' | 'stt'): string {
  const knobs = spec?.space.knobs.filter((knob) => knob.engine === engine) ?? [];
  return plainText(knobs.map(({ name }) => name).join(', '), 50);
}

type Size = { readonly width: number; readonly height: number };

/** A cell as a box of words, which alone say all. */
function lookOf(board: HeatmapBoard, { finding }: Cell, size: Size) {
  const ppm = scoreOf(finding);
  const look = ppm === null ? blankOf(finding) : heatOf(shadeOf(board.range, ppm));
  const role = 'row' in finding ? roleOf(board.standing, finding.row) : '';
  const words = [...wordsOf(finding), ...(role === '' ? [] : role.split(', '))];
  const gap = role === '' ? 2 : 5;
  return {
    show: true,
    position: 'inside' as const,
    formatter: () => words.join('\n'),
    width: size.width - gap,
    height: size.height - gap,
    align: 'center' as const,
    verticalAlign: 'middle' as const,
    color: paint(look.ink),
    backgroundColor: paint(look.fill),
    borderColor: paint(role === '' ? look.edge : 'ink'),
    borderWidth: role === '' ? 1 : 2.5,
    borderType: finding.kind === 'judged' ? ('solid' as const) : ('dashed' as const),
    fontSize: 12,
    lineHeight: 15,
    overflow: 'truncate' as const,
  };
}

type Look = { readonly fill: Colour; readonly edge: Colour; readonly ink: Colour };

function blankOf({ kind }: CellFinding): Look {
  return kind === 'judged' || kind === 'infeasible'
    ? { fill: 'band', edge: 'grey', ink: 'ink' }
    : { fill: 'surface', edge: 'grey', ink: 'muted' };
}

function heatOf(shade: Shade): Look {
  const fill = heats[shade];
  return { fill, edge: fill, ink: shade < 3 ? 'heatInkLow' : 'heatInkHigh' };
}

const heats = ['heat0', 'heat1', 'heat2', 'heat3', 'heat4'] as const satisfies readonly Colour[];
type Shade = 0 | 1 | 2 | 3 | 4;

function shadeOf([low, high]: HeatmapBoard['range'], ppm: number): Shade {
  const share = high === low ? 1 : (ppm - low) / (high - low);
  if (share < 0.2) return 0;
  if (share < 0.4) return 1;
  if (share < 0.6) return 2;
  return share < 0.8 ? 3 : 4;
}

function wordsOf(finding: CellFinding): readonly string[] {
  switch (finding.kind) {
    case 'judged':
      return verdictLines(finding.row.verdict);
    case 'open':
      return ['no verdict', 'yet'];
    case 'infeasible':
      return ['× cannot', 'fit'];
    case 'dropped':
      return ['dropped'];
    case 'not tried':
      return ['not tried'];
  }
}

function verdictLines(
  verdict: NonNullable<ReturnType<typeof verdictOf>> | null,
): readonly string[] {
  switch (verdict?.kind) {
    case 'scored':
      return [showFitness(verdict.fitnessPpm), ...(verdict.broken.length > 0 ? ['at limit'] : [])];
    case 'disqualified':
      return [`× ${verdict.reason}`];
    case 'infeasible':
      return ['× cannot', 'fit'];
    case 'unmeasured':
      return ['unmeasured', verdict.cause];
    case undefined:
      return [];
  }
}

/** The fitness of a cell, or null. */
export function scoreOf(finding: CellFinding): number | null {
  const verdict = verdictOf(finding);
  return verdict?.kind === 'scored' ? verdict.fitnessPpm : null;
}

function verdictOf(finding: CellFinding) {
  return finding.kind === 'judged' ? finding.row.verdict : null;
}
