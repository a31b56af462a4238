import { createHash } from 'node:crypto';

/** A seeded stream of noise; equal words give equal noise. */
export type Random = {
  /** 0 <= x < 1. */
  uniform(): number;
  /** A factor around 1 (median 1, log-normal) with this coefficient of variation. */
  spread(cvPpm: number): number;
};

export const createRandom = (...words: readonly (string | number)[]): Random => {
  let state = hash32(words.join('/'));
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, spread: (cvPpm) => Math.exp((normal() * cvPpm) / 1_000_000) };
};

/** 32 bits of the SHA-256 of a text. */
export const hash32 = (text: string): number =>
  createHash('sha256').update(text).digest().readUInt32BE(0);
