/** Marks of meaning, never colour alone: each has its word or sign beside it. */
export type Paint = Readonly<
  Record<'bold' | 'dim' | 'good' | 'bad' | 'warn' | 'accent', (text: string) => string>
>;

const codes = { bold: 1, dim: 2, good: 32, bad: 31, warn: 33, accent: 36 } as const;

/** Colours, or none at all. */
export function createPaint(enabled: boolean): Paint {
  const paint = (code: number) => (text: string) =>
    enabled && text !== '' ? `\u001B[${code}m${text}\u001B[0m` : text;
  return {
    bold: paint(codes.bold),
    dim: paint(codes.dim),
    good: paint(codes.good),
    bad: paint(codes.bad),
    warn: paint(codes.warn),
    accent: paint(codes.accent),
  };
}

const escape = '\u001B';

/** Our own colours and line ends in a group; else what can rewrite a terminal. */
const controls = new RegExp(
  `(${escape}\\[(?:0|1|2|31|32|33|36)m|\\n)|[\\p{Cc}\\u200b-\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]`,
  'gu',
);

/** A text in its pieces: plain ones, and our colours as pieces of their own. */
export function splitColours(text: string): readonly string[] {
  return text.split(new RegExp(`(${escape}\\[\\d+m)`));
}

export function isColour(piece: string): boolean {
  return piece.startsWith(escape);
}

/** Text for a terminal: line ends and our own colours stay, every other control character goes. */
export function safeText(text: string): string {
  return text.replace(controls, (_whole, kept: string | undefined) => kept ?? '');
}

export const plainPaint: Paint = createPaint(false);
