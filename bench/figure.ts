/** One figure: what was seen, run by run, beside its goal. */
export type Figure = {
  readonly id: string;
  readonly name: string;
  readonly unit: 's' | 'ms' | '%' | 'MB' | 'count';
  readonly samples: readonly number[];
  /** At most this much; null: shown for the reader, without a goal. */
  readonly goal: number | null;
};

export type Spread = { readonly min: number; readonly median: number; readonly max: number };

/** null where nothing was seen. */
export function spreadOf(samples: readonly number[]): Spread | null {
  const sorted = samples.toSorted((left, right) => left - right);
  const [min] = sorted;
  const max = sorted.at(-1);
  const high = sorted[Math.floor(sorted.length / 2)];
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  if (min === undefined || max === undefined || high === undefined || low === undefined) {
    return null;
  }
  return { min, median: (low + high) / 2, max };
}

const header = ['figure', 'min', 'median', 'max', 'unit', 'runs', 'goal', ''] as const;

/** A table with a line for each figure; reached or missed is told by the median. */
export function renderFigures(figures: readonly Figure[]): string {
  const lines = [header, ...figures.map(cellsOf)];
  const widths = header.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines
    .map((line) => line.map((cell, column) => pad(cell, column, widths)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

function cellsOf({ name, unit, samples, goal }: Figure): readonly string[] {
  const spread = spreadOf(samples);
  const values =
    spread === null
      ? ['-', '-', '-']
      : [spread.min, spread.median, spread.max].map((value) => digits(value));
  const wanted = goal === null ? '' : `<= ${digits(goal)}`;
  return [name, ...values, unit, String(samples.length), wanted, wordsOf(spread, goal)];
}

function wordsOf(spread: Spread | null, goal: number | null): string {
  if (goal === null) return '';
  if (spread === null) return 'not measured';
  return spread.median <= goal ? 'reached' : 'missed';
}

const digits = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);

const pad = (cell: string, column: number, widths: readonly number[]): string =>
  column === 0 || column >= 6
    ? cell.padEnd(widths[column] ?? 0)
    : cell.padStart(widths[column] ?? 0);
