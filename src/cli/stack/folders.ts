import { accessSync, constants, mkdirSync } from 'node:fs';
import type { Settings } from '../../config/environment.ts';
import { DreamError } from '../../contracts/errors.ts';

const variables = {
  stateDir: 'DREAM_STATE_DIR',
  artifactsDir: 'DREAM_ARTIFACTS_DIR',
  logDir: 'DREAM_LOG_DIR',
} as const;

/** Makes the folders that a run writes to, before anything starts. Throws FOLDER_UNWRITABLE. */
export function openFolders(settings: Settings): void {
  for (const name of ['stateDir', 'artifactsDir', 'logDir'] as const) {
    try {
      mkdirSync(settings[name], { recursive: true, mode: 0o700 });
      accessSync(settings[name], constants.W_OK);
    } catch (error) {
      throw new DreamError(
        'FOLDER_UNWRITABLE',
        {
          what: `a folder cannot be written to: ${error instanceof Error ? error.message : ''}`,
          where: settings[name],
          fix: `start in a folder that you may write to, or set ${variables[name]}`,
        },
        error,
      );
    }
  }
}
