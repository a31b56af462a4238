import { join, resolve } from 'node:path';
import { DreamError } from '../contracts/errors.ts';
import type { Spec } from '../contracts/schemas/spec.ts';
import { readClipSet } from '../load/index.ts';
import type { ClipSet } from '../load/index.ts';
import { makeClips } from '../load/sentences-to-wav.ts';

export type ClipFolders = { readonly configDir: string; readonly cacheDir: string };

/** The workload's speech as WAVs in a folder; sentences become tones in the cache. Throws FILES_ABSENT. */
export async function openClips(
  { configDir, cacheDir }: ClipFolders,
  { workload, workloadDigest, seed }: Spec,
): Promise<{ readonly folder: string; readonly clips: ClipSet }> {
  const { speech } = workload;
  const folder =
    speech.kind === 'folder'
      ? resolve(configDir, speech.path)
      : makeClips(
          resolve(configDir, speech.file),
          join(cacheDir, 'clips', workloadDigest.slice(0, 16)),
          seed,
        ).folder;
  const read = await readClipSet(folder);
  if (read.kind === 'clips') return { folder, clips: read.set };
  throw new DreamError('FILES_ABSENT', {
    what: `the speech of workload ${workload.name} cannot be read: ${read.reason}`,
    where: read.where,
    fix: 'mend the folder, or choose another workload',
  });
}
