import { expect, it } from 'vitest';
import { readRepositoryFiles } from './repository-files.ts';

// put together from parts, so that this file does not contain what it forbids
const registryHosts = [
  ['registry', 'npmjs', 'org'],
  ['registry', 'yarnpkg', 'com'],
  ['npm', 'pkg', 'github', 'com'],
  ['pypi', 'org'],
  ['files', 'pythonhosted', 'org'],
  ['proxy', 'golang', 'org'],
].map((parts) => parts.join('.'));
const machineFolders = ['work', 'root'].map((folder) => ['', folder, ''].join('/'));

const escape = (text: string): string => text.replaceAll('.', '\\.');
const hostPattern = new RegExp(`(?<![\\w.-])(${registryHosts.map(escape).join('|')})\\b`, 'i');
const pathPattern = new RegExp(`(?<![\\w.$}~)\\]/-])(${machineFolders.join('|')})`);

const offenders = (pattern: RegExp): readonly string[] =>
  readRepositoryFiles()
    .filter(({ text }) => pattern.test(text))
    .map(({ path, text }) => `${path}: ${pattern.exec(text)?.[0] ?? ''}`);

it('names the host of no package registry', () => {
  expect(offenders(hostPattern)).toEqual([]);
});

it('names no absolute path of a developer machine', () => {
  expect(offenders(pathPattern)).toEqual([]);
});

it('would notice a host and a path', () => {
  expect(hostPattern.test(`https://${registryHosts[0]}/zod`)).toBe(true);
  expect(pathPattern.test(`see "${machineFolders[0]}shared"`)).toBe(true);
});
