/** Without control and direction characters, which can rewrite a terminal. */
export function stripControls(text: string): string {
  return text.replace(/[\p{Cc}\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu, '');
}

/** A value as a problem shows it: one line, no control characters, at most 60 characters. */
export function showValue(text: string): string {
  const line = stripControls(text.replace(/\s+/g, ' ').trim());
  return line.length <= 60 ? line : `${line.slice(0, 57)}...`;
}

/** The word nearest to a mistyped one, if it is near enough to be meant. */
export function findNearest(word: string, words: readonly string[]): string | null {
  const ranked = words
    .map((candidate) => ({ candidate, distance: distanceOf(word, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  const isNear = best !== undefined && best.distance <= Math.max(2, Math.ceil(word.length / 3));
  return isNear ? best.candidate : null;
}

/** `did you mean "x"?` or, with nothing near, the words themselves. */
export function suggest(word: string, words: readonly string[]): string {
  const nearest = findNearest(word, words);
  return nearest === null ? 'choose one of them' : `did you mean "${nearest}"?`;
}

/** Levenshtein distance with a bonus for a shared beginning, case and separators ignored. */
function distanceOf(a: string, b: string): number {
  const [from, to] = [plain(a), plain(b)];
  if (from.length >= 3 && (to.startsWith(from) || from.startsWith(to))) {
    return 1;
  }
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of from.split('').entries()) {
    const next = [index + 1];
    for (const [column, other] of to.split('').entries()) {
      const change = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

const plain = (word: string) => word.toLowerCase().replace(/[\s_-]/g, '');
