import { statfs } from 'node:fs/promises';
import { DreamError } from '../contracts/errors.ts';
import { writeError } from './write-errors.ts';

const bytesPerMiB = 1_048_576;

/** Free MiB that this user may still fill, on the disk of a folder. */
export async function freeDiskMiB(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return Math.floor((bavail * bsize) / bytesPerMiB);
  } catch (error) {
    throw writeError(error, folder);
  }
}

/** Throws DISK_FULL where fewer than `neededMiB` are free. */
export async function checkDiskSpace(folder: string, neededMiB: number): Promise<void> {
  const freeMiB = await freeDiskMiB(folder);
  if (freeMiB < neededMiB) {
    throw new DreamError('DISK_FULL', {
      what: `${freeMiB} MiB are free, ${neededMiB} MiB are needed`,
      where: folder,
      fix: 'delete old run folders, or choose another disk with --artifacts-dir',
    });
  }
}
