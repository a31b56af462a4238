const units = new Map(
  (
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen ' +
    'sixteen seventeen eighteen nineteen'
  )
    .split(' ')
    .map((word, value) => [word, value]),
);
const tens = new Map(
  'twenty thirty forty fifty sixty seventy eighty ninety'
    .split(' ')
    .map((word, at) => [word, (at + 2) * 10]),
);
const scales = new Map([
  ['hundred', 100],
  ['thousand', 1_000],
  ['million', 1_000_000],
  ['billion', 1_000_000_000],
]);
const ordinals = new Map([
  ['first', 'one'],
  ['second', 'two'],
  ['third', 'three'],
  ['fifth', 'five'],
  ['eighth', 'eight'],
  ['ninth', 'nine'],
  ['twelfth', 'twelve'],
]);
const ordinalEndings = new Map([
  [1, 'st'],
  [2, 'nd'],
  [3, 'rd'],
]);

const currencies = new Map([
  ['dollar', '$'],
  ['dollars', '$'],
  ['pounds', '£'],
  ['euro', '€'],
  ['euros', '€'],
]);

/** A number being read: what is finished by thousands, what is running, and its digits as text. */
type Reading = { done: number; running: number | undefined; text: string };

/**
 * Numbers in words become digits: cardinals, ordinals, digits said one by one, years in pairs,
 * decimals after "point", percent. A lone "one" stays a word, as it mostly is a pronoun.
 */
export function wordsToDigits(words: readonly string[]): readonly string[] {
  const out: string[] = [];
  let at = 0;
  while (at < words.length) {
    const { text, next } = readNumber(words, at);
    if (text === undefined) {
      out.push(words[at] ?? '');
      at += 1;
    } else {
      const unit = unitAt(words, next);
      const isLoneOne = text === '1' && unit.length === 0;
      out.push(isLoneOne ? 'one' : unit.before + text + unit.after);
      at = next + unit.length;
    }
  }
  return out;
}

type Unit = { readonly before: string; readonly after: string; readonly length: number };

/** The percent or currency named after a number, in how many words. */
function unitAt(words: readonly string[], at: number): Unit {
  const word = words[at] ?? '';
  if (word === 'percent') {
    return { before: '', after: '%', length: 1 };
  }
  if (word === 'per' && words[at + 1] === 'cent') {
    return { before: '', after: '%', length: 2 };
  }
  const sign = currencies.get(word);
  return { before: sign ?? '', after: '', length: sign === undefined ? 0 : 1 };
}

function readNumber(words: readonly string[], start: number): { text?: string; next: number } {
  const reading: Reading = { done: 0, running: undefined, text: '' };
  let at = start;
  let last: 'none' | 'unit' | 'teen' | 'ten' | 'scale' = 'none';
  for (; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const ordinal = cardinalOf(word);
    const value = valueOf(ordinal ?? word);
    const next = words[at + 1] ?? '';
    if (word === 'and' && last === 'scale' && valueOf(cardinalOf(next) ?? next) !== undefined) {
      continue;
    }
    if (word === 'point' && digitOf(next) !== undefined) {
      return decimals(words, at + 1, flush(reading));
    }
    if (word === 'oh' && last === 'unit' && digitOf(next) !== undefined) {
      applyValue(reading, 0, last);
      continue;
    }
    if (value === undefined) {
      break;
    }
    const scale = scales.get(ordinal ?? word);
    if (scale !== undefined) {
      applyScale(reading, scale);
      last = 'scale';
    } else {
      applyValue(reading, value, last);
      last = value >= 20 ? 'ten' : value >= 10 ? 'teen' : 'unit';
    }
    if (ordinal !== undefined) {
      const text = flush(reading);
      return { text: text + ordinalEnding(Number(text)), next: at + 1 };
    }
  }
  return last === 'none' ? { next: start } : { text: flush(reading), next: at };
}

/** After a scale or a ten a value is added; after a plain number it starts the next digits. */
function applyValue(reading: Reading, value: number, last: string): void {
  const fits = last === 'scale' || (last === 'ten' && value > 0 && value < 10);
  if (reading.running === undefined || fits) {
    reading.running = (reading.running ?? 0) + value;
    return;
  }
  reading.text += String(reading.done + reading.running);
  reading.done = 0;
  reading.running = value;
}

function applyScale(reading: Reading, scale: number): void {
  const running = reading.running ?? 1;
  if (scale === 100) {
    reading.running = running * 100;
    return;
  }
  reading.done += running * scale;
  reading.running = 0;
}

function flush({ done, running, text }: Reading): string {
  return running === undefined ? text : text + String(done + running);
}

function decimals(
  words: readonly string[],
  from: number,
  whole: string,
): { text: string; next: number } {
  let at = from;
  let digits = '';
  for (let digit = digitOf(words[at]); digit !== undefined; digit = digitOf(words[at])) {
    digits += digit;
    at += 1;
  }
  return { text: `${whole === '' ? '0' : whole}.${digits}`, next: at };
}

function digitOf(word: string | undefined): string | undefined {
  const value = word === undefined ? undefined : valueOf(word);
  return value !== undefined && value < 10 ? String(value) : undefined;
}

function valueOf(word: string): number | undefined {
  return (
    units.get(word) ??
    tens.get(word) ??
    scales.get(word) ??
    (/^\d{1,9}$/.test(word) ? Number(word) : undefined)
  );
}

/** "seventh" -> "seven", "twentieth" -> "twenty"; undefined for what is no ordinal. */
function cardinalOf(word: string): string | undefined {
  const known = ordinals.get(word);
  if (known !== undefined) {
    return known;
  }
  const stem = word.endsWith('ieth')
    ? `${word.slice(0, -4)}y`
    : word.endsWith('th')
      ? word.slice(0, -2)
      : '';
  return valueOf(stem) === undefined || /\d/.test(stem) ? undefined : stem;
}

function ordinalEnding(value: number): string {
  const isTeen = value % 100 >= 11 && value % 100 <= 13;
  return isTeen ? 'th' : (ordinalEndings.get(value % 10) ?? 'th');
}
