import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** Path of a file inside an installed package. */
export const findTool = (packageName: string, relativePath: string): string =>
  join(repositoryRoot, 'node_modules', packageName, relativePath);

/** Runs a JavaScript file with this Node, output passed through; gives the exit code. */
export const runNode = (file: string, ...args: readonly string[]): number => {
  const { status } = spawnSync(process.execPath, [file, ...args], {
    cwd: repositoryRoot,
    stdio: 'inherit',
  });
  return status ?? 1;
};

export const listFiles = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

export const modifiedMs = (path: string): number =>
  statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
