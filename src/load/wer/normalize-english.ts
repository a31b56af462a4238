import { americanSpelling } from './american-spelling.ts';
import { wordsToDigits } from './number-words.ts';

const fillers = /\b(?:hmm|mmm?|mhm|uh|um)\b/g;

/** Contractions, clipped words and titles, in the order in which they are replaced. */
const expansions: readonly (readonly [RegExp, string])[] = [
  [/\bwon't\b/g, 'will not'],
  [/\bcan't\b/g, 'can not'],
  [/\blet's\b/g, 'let us'],
  [/\bain't\b/g, 'aint'],
  [/\by'all\b/g, 'you all'],
  [/\bwanna\b/g, 'want to'],
  [/\bgotta\b/g, 'got to'],
  [/\bgonna\b/g, 'going to'],
  [/\b(?:i'ma|imma)\b/g, 'i am going to'],
  [/\b(w|c|sh)oulda\b/g, '$1ould have'],
  [/\bma'am\b/g, 'madam'],
  [/\bmr\b/g, 'mister '],
  [/\bmrs\b/g, 'missus '],
  [/\bdr\b/g, 'doctor '],
  [/\bst\b/g, 'saint '],
  [/\bprof\b/g, 'professor '],
  [/\bcapt\b/g, 'captain '],
  [/\bgov\b/g, 'governor '],
  [/\bgen\b/g, 'general '],
  [/\bsen\b/g, 'senator '],
  [/\brep\b/g, 'representative '],
  [/\bpres\b/g, 'president '],
  [/\brev\b/g, 'reverend '],
  [/\bhon\b/g, 'honorable '],
  [/\bassoc\b/g, 'associate '],
  [/\basst\b/g, 'assistant '],
  [/\blt\b/g, 'lieutenant '],
  [/\bcol\b/g, 'colonel '],
  [/\bjr\b/g, 'junior '],
  [/\bsr\b/g, 'senior '],
  [/\besq\b/g, 'esquire '],
  [/'d (been|gone|done)\b/g, ' had $1'],
  [/'s (been|gone|done|got)\b/g, ' has $1'],
  [/n't\b/g, ' not'],
  [/'re\b/g, ' are'],
  [/'s\b/g, ' is'],
  [/'d\b/g, ' would'],
  [/'ll\b/g, ' will'],
  [/'t\b/g, ' not'],
  [/'ve\b/g, ' have'],
  [/'m\b/g, ' am'],
];

/**
 * English text in the form in which words are compared, after the published rules of Whisper's
 * normaliser: lower case, no brackets, fillers and punctuation, contractions and titles written out,
 * numbers as digits, American spelling.
 */
export function normalizeEnglish(text: string): string {
  const spoken = text
    .toLowerCase()
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[<[][^>\]]*[>\]]/g, '')
    .replace(/\([^)]*\)/g, '')
    .replace(fillers, '')
    .replace(/\s+'/g, "'");
  const written = expansions.reduce((all, [what, by]) => all.replace(what, by), spoken);
  const bare = withoutDiacritics(written)
    .replace(/(\d),(?=\d)/g, '$1')
    .replace(/\.(?!\d)/g, ' ')
    .replace(/[^\p{L}\p{N}\s.%$¢€£]/gu, ' ');
  const words = bare.split(/\s+/).filter((word) => word !== '');
  return wordsToDigits(words)
    .map(americanSpelling)
    .join(' ')
    .replace(/[.$¢€£](?=\D|$)/g, ' ')
    .replace(/(?<!\d)%/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function withoutDiacritics(text: string): string {
  return text
    .replace(/[œ]/g, 'oe')
    .replace(/[æ]/g, 'ae')
    .replace(/[ß]/g, 'ss')
    .replace(/[øð]/g, (letter) => (letter === 'ø' ? 'o' : 'd'))
    .normalize('NFKD')
    .replace(/\p{M}/gu, '');
}
