import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../scripts/repository.ts';
import { errorCodes } from '../../src/contracts/errors.ts';
import { readRepositoryFiles } from '../law/repository-files.ts';
import { readText } from './compose-file.ts';
import { anchorsOf, dreamCommands, readPages, relativeLinks } from './markdown.ts';

const pages = readPages();
const links = pages.flatMap(relativeLinks);
const placeOf = (page: string, target: string): string =>
  target === '' ? page : join(dirname(page), target);

/** Named by error pages, as the messages name them; not built yet. */
const planned = ['prepare'];

describe('links between pages', () => {
  it('lead to files and folders that exist', () => {
    expect(links.length).toBeGreaterThan(20);
    const broken = links.filter(
      ({ page, target }) => !existsSync(join(repositoryRoot, placeOf(page, target))),
    );
    expect(broken).toEqual([]);
  });

  it('lead to headings that exist', () => {
    const broken = links
      .filter(({ anchor }) => anchor !== '')
      .filter(({ page, target, anchor }) => {
        const text = pages.find(({ path }) => path === placeOf(page, target))?.text ?? '';
        return !anchorsOf(text).includes(anchor);
      });
    expect(broken).toEqual([]);
  });
});

describe('commands that pages name', () => {
  const source = readRepositoryFiles()
    .filter(({ path }) => /^src\/cli\/.*\.ts$/.test(path))
    .map(({ text }) => text)
    .join('\n');
  const known = [...source.matchAll(/ommand\(\s*'([a-z]+)/g)].map(([, name]) => name);
  const typed = pages.flatMap(({ path, text }) =>
    dreamCommands(text).map((each) => ({ page: path, ...each })),
  );

  it('exist', () => {
    expect(typed.length).toBeGreaterThan(10);
    const allowed = [...known, ...planned];
    expect(typed.filter(({ command }) => !allowed.includes(command))).toEqual([]);
  });

  it('have the flags that they are shown with', () => {
    const unknown = typed.flatMap(({ page, flags }) =>
      flags
        .filter((flag) => !source.includes(`${flag} `) && !source.includes(`${flag}'`))
        .map((flag) => `${page}: ${flag}`),
    );
    expect(unknown).toEqual([]);
  });
});

describe('error codes', () => {
  it('have a page each', () => {
    const missing = errorCodes.filter(
      (code) => !existsSync(join(repositoryRoot, 'docs/errors', `${code}.md`)),
    );
    expect(missing).toEqual([]);
  });
});

describe('the README', () => {
  it('names both commands of a first try', () => {
    const readme = readText('README.md');
    expect(readme).toContain('npm ci && npm start');
    expect(readme).toContain('npm ci && npm test');
  });
});
