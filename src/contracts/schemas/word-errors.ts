import { z } from 'zod';

const count = z.int().min(0);

/** Word errors as a cache or a landscape keeps them. */
export const WordErrors = z.strictObject({
  words: count,
  substitutions: count,
  deletions: count,
  insertions: count,
});
