/** One line of an answer with what it means for the decision: never by colour alone. */
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

/** `1 boot`, `2 boots`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${wholeWords(count)} ${count === 1 ? one : many}`;
}

/** 12,288 of 12288, whatever the language of the machine. */
export function wholeWords(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** 2026-11-27 13:04 UTC. */
export function timeWords(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** First letter large, full stop at the end. */
export function sentenceOf(text: string): string {
  const first = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

/** Percentage points of 20000 ppm: `2 points`. A margin is absolute, not a share. */
export function pointWords(ppm: number): string {
  return ppm === 10_000 ? '1 point' : `${Number((ppm / 10_000).toFixed(1))} points`;
}
