import type { EngineRole } from '../space.ts';

/** One word of a server's command line that differs; null where a side has no such word. */
export type FlagChange = {
  readonly engine: EngineRole;
  readonly from: string | null;
  readonly to: string | null;
};

/** The words that differ between two command lines of a server, in their order. */
export function flagChanges(
  engine: EngineRole,
  from: readonly string[],
  to: readonly string[],
): readonly FlagChange[] {
  const gone = without(from, to);
  const come = without(to, from);
  const length = Math.max(gone.length, come.length);
  return Array.from({ length }, (_, place) => ({
    engine,
    from: gone[place] ?? null,
    to: come[place] ?? null,
  }));
}

/** The words of a list that the other does not have, counted. */
function without(words: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return words.filter((word) => {
    const place = left.indexOf(word);
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  });
}
