import type { ControlActivities } from '../contracts/activities.ts';
import type { RunFolders } from '../artifacts/run-folder.ts';
import { writeGeneration } from '../artifacts/write-generation.ts';
import { translating } from './failures.ts';

/** Writes what a generation brought; doing it twice changes nothing. */
export function createRecordGeneration(
  folders: RunFolders,
): Pick<ControlActivities, 'recordGeneration'> {
  return {
    recordGeneration: (input) =>
      translating(async () => {
        const { experiment, firstRunId } = input;
        const path = await folders.claim({ experiment, run: input.folder, firstRunId });
        await writeGeneration(path, input);
      }),
  };
}
