/** Edits of one cheapest alignment of two word lists. */
export type Edits = {
  readonly substitutions: number;
  readonly deletions: number;
  readonly insertions: number;
};

type Cell = Edits & { readonly cost: number };

const same: Edits = { substitutions: 0, deletions: 0, insertions: 0 };

/** Levenshtein alignment on words; of equally cheap ones substitutions come before deletions. */
export function align(reference: readonly string[], hypothesis: readonly string[]): Edits {
  let above: Cell[] = [{ ...same, cost: 0 }];
  for (const cell of hypothesis.keys()) {
    above.push({ ...same, insertions: cell + 1, cost: cell + 1 });
  }
  for (const word of reference) {
    const row: Cell[] = [plus(above[0], 'deletions')];
    for (const [at, heard] of hypothesis.entries()) {
      const diagonal = above[at];
      row.push(
        word === heard && diagonal !== undefined
          ? diagonal
          : cheapest([
              plus(diagonal, 'substitutions'),
              plus(above[at + 1], 'deletions'),
              plus(row[at], 'insertions'),
            ]),
      );
    }
    above = row;
  }
  const { substitutions, deletions, insertions } = above.at(-1) ?? same;
  return { substitutions, deletions, insertions };
}

function plus(cell: Cell | undefined, edit: keyof Edits): Cell {
  const from = cell ?? { ...same, cost: Number.POSITIVE_INFINITY };
  return { ...from, [edit]: from[edit] + 1, cost: from.cost + 1 };
}

function cheapest(cells: readonly [Cell, Cell, Cell]): Cell {
  const [first, second, third] = cells;
  const ofTwo = second.cost < first.cost ? second : first;
  return third.cost < ofTwo.cost ? third : ofTwo;
}
