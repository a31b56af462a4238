import { DreamError } from '../contracts/errors.ts';
import { stripControls } from './printable.ts';

/** One thing wrong with the configuration, said so that a person can mend it. */
export type ConfigProblem = {
  /** file:line:col, a file, or the flag or field that said it. */
  readonly where: string;
  /** Dotted path of the value, '' for the whole. */
  readonly path: string;
  readonly got: string;
  readonly allowed: string;
  readonly fix: string;
};

/** What a problem got where a file is not there. */
export const noSuchFile = 'no such file';

export type Result<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'invalid'; readonly problems: readonly ConfigProblem[] };

export const ok = <T>(value: T): Result<T> => ({ kind: 'ok', value });

export const invalid = (...problems: readonly ConfigProblem[]) =>
  ({ kind: 'invalid', problems }) as const;

/** `file:line:col path: got ..., allowed ...; how to mend`, on one line, safe for a terminal. */
export function renderProblem({ where, path, got, allowed, fix }: ConfigProblem): string {
  const at = path === '' ? where : `${where} ${path}`;
  return stripControls(`${at}: got ${got}, allowed ${allowed}; ${fix}`);
}

/** All problems as the one error that a user sees. */
export function toDreamError(problems: readonly ConfigProblem[]): DreamError {
  const first = problems[0];
  const isMissing = problems.length === 1 && first?.got === noSuchFile;
  return new DreamError(isMissing ? 'CONFIG_MISSING' : 'CONFIG_INVALID', {
    what: problems.map(renderProblem).join('\n'),
    ...(first === undefined ? {} : { where: stripControls(first.where) }),
    fix: isMissing
      ? 'write one with: dream config init'
      : 'mend the lines above, then check with: dream config validate',
  });
}
