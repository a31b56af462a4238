/** What a check of a run folder found wrong; `record` is the number of a line of `lineage.jsonl`. */
export type FolderFinding = {
  readonly file: string;
  readonly record: number | null;
  readonly what: string;
  readonly expected: string;
  readonly got: string;
};

/** Findings for every pair that differs. */
export function differing(
  file: string,
  pairs: readonly (readonly [what: string, expected: unknown, got: unknown])[],
): readonly FolderFinding[] {
  return pairs
    .filter(([, expected, got]) => expected !== got)
    .map(([what, expected, got]) => ({
      file,
      record: null,
      what,
      expected: String(expected),
      got: String(got),
    }));
}
