import { sha256 } from '@noble/hashes/sha2.js';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomState } from './search.ts';

/** A stream of its own for a seed: xoroshiro128+, four int32, plain data. */
export function seedRandom(seed: number): RandomState {
  return streamFor(seed);
}

/**
 * An independent stream for a seed and any parts, e.g. a configuration and a trial number: the state
 * is the first 16 bytes of the SHA-256 of the JSON array [seed, ...parts].
 */
export function streamFor(seed: number, ...parts: readonly (number | string)[]): RandomState {
  const text = new TextEncoder().encode(JSON.stringify([seed, ...parts]));
  const digest = sha256(text);
  const view = new DataView(digest.buffer, digest.byteOffset);
  return [view.getInt32(0), view.getInt32(4), view.getInt32(8), view.getInt32(12)];
}

/** A uniform integer 0 .. bound - 1 and the next state; bound 1 .. 2^32. Draws again, never folds. */
export function nextInt(state: RandomState, bound: number): readonly [number, RandomState] {
  const bits = 32 - Math.clz32(bound - 1);
  if (bits === 0) return [0, state];
  const generator = xoroshiro128plusFromState(state);
  let drawn = generator.next() >>> (32 - bits);
  while (drawn >= bound) drawn = generator.next() >>> (32 - bits);
  return [drawn, generator.getState()];
}

/** `count` distinct items (all, if there are fewer) in the order drawn, and the next state. */
export function draw<T>(
  state: RandomState,
  items: readonly T[],
  count: number,
): readonly [readonly T[], RandomState] {
  const rest = [...items];
  const drawn: T[] = [];
  let current = state;
  while (drawn.length < count && rest.length > 0) {
    const [index, next] = nextInt(current, rest.length);
    drawn.push(...rest.splice(index, 1));
    current = next;
  }
  return [drawn, current];
}

/** The items in uniformly random order and the next state. */
export function shuffle<T>(
  state: RandomState,
  items: readonly T[],
): readonly [readonly T[], RandomState] {
  return draw(state, items, items.length);
}

/** True in `ppm` of a million cases, and the next state. */
export function chance(state: RandomState, ppm: number): readonly [boolean, RandomState] {
  const [drawn, next] = nextInt(state, 1_000_000);
  return [drawn < ppm, next];
}
