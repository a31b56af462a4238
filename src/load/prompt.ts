import { createHash } from 'node:crypto';

/**
 * Prompts of about `promptTokens` tokens, each unlike every other from its first token on, so that
 * prefix caching cannot help. The same seed gives the same prompts: a seed belongs to one probe.
 */
export type Prompts = {
  readonly next: () => string;
  /** A quarter of the length: safe to send before the tokenizer is known. */
  readonly short: () => string;
  /** Learns the tokens per word of the server's tokenizer from one answer's usage. */
  readonly learn: (prompt: string, tokens: number) => void;
};

const vocabulary = (
  'time year people way day man thing woman life child world school state family student group ' +
  'country problem hand part place case week company system program question work number night ' +
  'point home water room mother area money story fact month lot right study book eye job word ' +
  'business issue side kind head house service friend father power hour game line end member law ' +
  'car city name team minute idea body back parent face level office door health person art war ' +
  'history party result change morning reason research girl guy moment air teacher force light'
).split(' ');

export function createPrompts(seed: string, promptTokens: number): Prompts {
  let counter = 0;
  let tokensPerWord = 1;
  const make = (tokens: number): string => {
    counter += 1;
    return promptOf(`${seed}:${counter}`, Math.max(1, Math.round(tokens / tokensPerWord)));
  };
  return {
    next: () => make(promptTokens),
    short: () => make(promptTokens / 4),
    learn: (prompt, tokens) => {
      const words = prompt.split(' ').length;
      tokensPerWord = Math.min(16, Math.max(0.25, tokens / words));
    },
  };
}

function promptOf(key: string, words: number): string {
  const bytes = createHash('shake256', { outputLength: words + 8 })
    .update(key)
    .digest();
  const unique = bytes.subarray(0, 8).toString('hex');
  const text = Array.from(bytes.subarray(9), (byte) => vocabulary[byte % vocabulary.length] ?? '');
  return [unique, ...text].join(' ');
}
