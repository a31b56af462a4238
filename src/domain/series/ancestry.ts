import type { Row } from '../view/view.ts';

/** The candidate with all its ancestors, by id; ids that the rows do not know are left out. */
export function ancestryOf(rows: readonly Row[], id: string): ReadonlySet<string> {
  const parents = new Map(rows.map((row) => [row.id, row.parentIds]));
  const found = new Set<string>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const above = parents.get(next);
    if (above === undefined || found.has(next)) continue;
    found.add(next);
    open.push(...above);
  }
  return found;
}
