import { join } from 'node:path';
import { DreamError } from '../contracts/errors.ts';
import { experimentNamePattern, runIdPattern } from '../contracts/names.ts';

/** `<root>/<experiment>/<run>` of a folder that a history names; one that leads elsewhere is refused. */
export function runPathOf(root: string, runFolder: string): string {
  const [experiment = '', run = '', ...more] = runFolder.split('/');
  if (experimentNamePattern.test(experiment) && runIdPattern.test(run) && more.length === 0) {
    return join(root, experiment, run);
  }
  throw new DreamError('REFUSED', {
    what: `${JSON.stringify(runFolder.slice(0, 100))} is not the folder of a run`,
  });
}
