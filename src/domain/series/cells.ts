import { cellCount, cellOf, configurationAt, levelNumber, levelOf } from '../space.ts';
import { modelNumber, modelOf } from '../space.ts';
import type { Configuration, Space } from '../space.ts';
import type { ExperimentView, Row } from '../view/view.ts';

/** What is known of one configuration of the space. */
export type CellFinding =
  | { readonly kind: 'judged'; readonly row: Row }
  /** Asked for, without a verdict. */
  | { readonly kind: 'open'; readonly row: Row }
  | { readonly kind: 'infeasible' | 'dropped' | 'not tried' };

export type Cell = {
  /** Place of its level and its model among those of the map. */
  readonly level: number;
  readonly model: number;
  readonly configuration: Configuration;
  readonly finding: CellFinding;
};

/** The space as a map: levels of the language model against speech models. */
export type CellMap = {
  readonly levels: readonly string[];
  readonly models: readonly string[];
  readonly cells: readonly Cell[];
  /** Configurations that are not on the map; a large space shows only lines with a candidate. */
  readonly hidden: number;
};

/** More cells than these are no map for a person. */
const largestMap = 150;

/** All cells of the space with what came of each, or the part of it that was tried. */
export function cellMap({ spec, rows, excluded }: ExperimentView): CellMap {
  const space = spec?.space ?? { knobs: [], bounds: [] };
  const count = space.knobs.length === 0 ? 0 : cellCount(space);
  const tried = triedCells(space, rows);
  const shown =
    count <= largestMap ? Array.from({ length: count }, (_, at) => at) : [...tried.keys()];
  const levels = linesOf(space, shown, { numberOf: levelNumber, nameOf: levelOf });
  const models = linesOf(space, shown, { numberOf: modelNumber, nameOf: modelOf });
  const cells = shown.map((cell) => ({
    level: levels.findIndex(({ number }) => number === levelNumber(space, cell)),
    model: models.findIndex(({ number }) => number === modelNumber(space, cell)),
    configuration: configurationAt(space, cell),
    finding: tried.get(cell) ?? notTried(cell, excluded),
  }));
  const names = (lines: readonly Line[]): readonly string[] => lines.map(({ name }) => name);
  return { levels: names(levels), models: names(models), cells, hidden: count - shown.length };
}

function triedCells(space: Space, rows: readonly Row[]): ReadonlyMap<number, CellFinding> {
  const trials = rows.filter(({ purpose, repeatOf }) => purpose === 'explore' && repeatOf === null);
  return new Map(
    trials.flatMap((row) => {
      const cell = cellOf(space, row.configuration);
      const kind = row.verdict === null ? 'open' : 'judged';
      return cell === null ? [] : [[cell, { kind, row }]];
    }),
  );
}

type Line = { readonly number: number; readonly name: string };

type Reader = {
  readonly numberOf: (space: Space, cell: number) => number;
  readonly nameOf: (space: Space, configuration: Configuration) => string;
};

function linesOf(space: Space, cells: readonly number[], reader: Reader): readonly Line[] {
  const names = new Map(
    cells.map((cell) => [
      reader.numberOf(space, cell),
      reader.nameOf(space, configurationAt(space, cell)),
    ]),
  );
  return [...names]
    .map(([number, name]) => ({ number, name }))
    .toSorted((left, right) => left.number - right.number);
}

function notTried(cell: number, excluded: ExperimentView['excluded']): CellFinding {
  if (excluded.infeasible.includes(cell)) return { kind: 'infeasible' };
  return { kind: excluded.dropped.includes(cell) ? 'dropped' : 'not tried' };
}
