import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../artifacts/atomic-write.ts';
import type { Spec } from '../contracts/schemas/spec.ts';
import { WordErrors as Words } from '../contracts/schemas/word-errors.ts';
import { digestOf } from '../domain/digest.ts';
import type { WordErrors } from '../domain/observation.ts';

export type WordCache = {
  read(model: string): Promise<WordErrors | null>;
  write(model: string, words: WordErrors): Promise<void>;
};

/** Word errors by profile, clips and model on this host. A damaged entry counts as absent. */
export function createWordCache(cacheDir: string, spec: Spec): WordCache {
  const folder = join(cacheDir, 'word-errors');
  const { profileDigest, workloadDigest, seed } = spec;
  const fileOf = (model: string) =>
    join(folder, `${digestOf({ profileDigest, workloadDigest, seed, model })}.json`);
  return {
    read: async (model) => {
      try {
        const parsed = Words.safeParse(JSON.parse(await readFile(fileOf(model), 'utf8')));
        return parsed.success ? parsed.data : null;
      } catch {
        return null;
      }
    },
    write: async (model, words) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFileAtomic(fileOf(model), JSON.stringify(words));
    },
  };
}
