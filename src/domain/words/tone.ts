/** One line with what it means for a decision: never by colour alone. */
export type Line = { readonly tone: Tone; readonly text: string };

export type Tone = 'good' | 'note' | 'caution' | 'bad';

/** The mark before a line, for eyes; `toneWords` are for ears. */
export const toneMarks: Readonly<Record<Tone, string>> = {
  good: '✓',
  note: '·',
  caution: '!',
  bad: '✗',
};

export const toneWords: Readonly<Record<Tone, string>> = {
  good: 'good',
  note: 'note',
  caution: 'caution',
  bad: 'bad',
};

/** The gravest first; of one gravity in the order given. */
export function gravestFirst(lines: readonly Line[]): readonly Line[] {
  return lines.toSorted((one, other) => gravity[one.tone] - gravity[other.tone]);
}

const gravity: Readonly<Record<Tone, number>> = { bad: 0, caution: 1, note: 2, good: 3 };
