import { describe, expect, it } from 'vitest';
import { runFiles } from '../../src/artifacts/file-names.ts';
import { promotionFiles } from '../../src/artifacts/promotion/promotion-files.ts';
import { messages, searchAttributes } from '../../src/contracts/names.ts';
import { readRepositoryFiles } from '../law/repository-files.ts';
import { readText } from './compose-file.ts';

const firstCells = (text: string): readonly string[] =>
  [...text.matchAll(/^\| `([^`]+)`/gm)].map(([, cell = '']) => cell);

describe('docs/configuration.md', () => {
  it('lists exactly the DREAM_ variables that are read', () => {
    const read = readRepositoryFiles()
      .filter(({ path }) => path.startsWith('src/config/'))
      .flatMap(({ text }) => [...text.matchAll(/'(DREAM_[A-Z_]+)'/g)])
      .map(([, name]) => name);
    const listed = firstCells(readText('docs/configuration.md')).filter((name) =>
      name.startsWith('DREAM_'),
    );
    expect(new Set(listed)).toEqual(new Set(read));
  });

  it('lists exactly the engine profiles that are shipped', () => {
    const shipped = readRepositoryFiles().flatMap(
      ({ path }) => /^config\/engines\/([\w-]+)\.yaml$/.exec(path)?.[1] ?? [],
    );
    const text = readText('docs/configuration.md').split('## An engine profile')[1] ?? '';
    const listed = firstCells(text.split('\n## ')[0] ?? '');
    expect(new Set(listed)).toEqual(new Set(shipped));
  });
});

describe('docs/temporal.md', () => {
  const cells = firstCells(readText('docs/temporal.md'));

  it('lists the search attributes of the contracts', () => {
    const listed = cells.filter((name) => name.startsWith('Dream'));
    expect(listed).toEqual(searchAttributes.map(({ name }) => name));
  });

  it('lists the updates that a run answers', () => {
    const { pause, resume, stop, injectCandidate, extendBudget } = messages;
    const updates = [pause, resume, stop, injectCandidate, extendBudget];
    expect(cells.filter((name) => /^[a-z]\w+$/.test(name))).toEqual(updates);
  });
});

describe('docs/run-folder.md', () => {
  it('lists every file of a run folder', () => {
    const listed = firstCells(readText('docs/run-folder.md')).map((cell) => cell.split('/').at(-1));
    expect(Object.values(runFiles).filter((name) => !listed.includes(name))).toEqual([]);
  });

  it('lists exactly the files of a promotion folder', () => {
    const [, promotions = ''] = readText('docs/run-folder.md').split('\n## promotions\n');
    expect(new Set(firstCells(promotions))).toEqual(new Set(Object.values(promotionFiles)));
  });
});
