import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../scripts/repository.ts';

export type RepositoryFile = { readonly path: string; readonly text: string };

/** Every file that is or would be committed, read as text; files just deleted are left out. */
export const readRepositoryFiles = (): readonly RepositoryFile[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
    .split('\0')
    .filter((path) => path !== '')
    .flatMap((path) => {
      try {
        return [{ path, text: readFileSync(join(repositoryRoot, path), 'utf8') }];
      } catch {
        return [];
      }
    });
