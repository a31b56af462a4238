import { accessSync, constants, existsSync, lstatSync, realpathSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { ConfigProblem } from './problem.ts';
import { showPath } from './read-text.ts';

/**
 * Why a folder cannot be made or written to, or null: a file in the way, rights, or a link that
 * leads out of the working folder. Makes nothing. `where` names the flag or variable.
 */
export function checkFolder(folder: string, where: string): ConfigProblem | null {
  const full = resolve(folder);
  const nearest = findNearestExisting(full);
  const problem = (got: string, fix: string): ConfigProblem => ({
    where,
    path: '',
    got,
    allowed: 'a folder that can be written to',
    fix,
  });
  const outside = leadsOutside(full, nearest);
  if (outside !== null) {
    return problem(
      `${showPath(nearest)}, a link out of the working folder to ${outside}`,
      'remove the link, or name that folder itself',
    );
  }
  if (!lstatSync(realpathSync(nearest)).isDirectory()) {
    return problem(
      `${showPath(nearest)}, which is a file`,
      'move the file, or name another folder',
    );
  }
  const denied = readDenial(nearest);
  return denied === null
    ? null
    : problem(
        `${showPath(nearest)}, which cannot be written to (${denied})`,
        'mend its rights, or name another folder',
      );
}

function findNearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : findNearestExisting(dirname(path));
}

/** Compared by real path: a lexical check passes a link to anywhere. */
function leadsOutside(full: string, nearest: string): string | null {
  const isBelow = (path: string, base: string) => !relative(base, path).startsWith('..');
  if (!isBelow(full, process.cwd()) || !isBelow(nearest, process.cwd())) {
    return null;
  }
  const real = realpathSync(nearest);
  return isBelow(real, realpathSync(process.cwd())) ? null : real;
}

function readDenial(folder: string): string | null {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
  }
}
