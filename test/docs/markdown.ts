import { readRepositoryFiles } from '../law/repository-files.ts';
import type { RepositoryFile } from '../law/repository-files.ts';

/** Every Markdown page of the repository but those that runs made. */
export const readPages = (): readonly RepositoryFile[] =>
  readRepositoryFiles().filter(({ path }) => path.endsWith('.md'));

export type Link = { readonly page: string; readonly target: string; readonly anchor: string };

/** Links and pictures of a page that lead to a place in the repository; code is left out. */
export function relativeLinks({ path, text }: RepositoryFile): readonly Link[] {
  const prose = text.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = '', anchor = ''] = target.split('#');
      return { page: path, target: file, anchor };
    });
}

/** Anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );
}

/** What a page says in code: lines of blocks, and single spans. */
export function codeOf(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```\w*\n(.*?)^```/gms)].map(([, block = '']) => block);
  const prose = text.replace(/^```.*?^```/gms, '');
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  return [...blocks.flatMap((block) => block.replaceAll('\\\n', ' ').split('\n')), ...spans];
}

export type Typed = { readonly command: string; readonly flags: readonly string[] };

/** `dream <command> --flag` as people type it, however the program is reached. */
export function dreamCommands(text: string): readonly Typed[] {
  return codeOf(text).flatMap((line) => {
    const [, command = '', rest = ''] =
      /^(?:npx |docker compose exec control )?dream ([a-z]+)(.*)$/.exec(line.trim()) ?? [];
    const words = (rest.split(' #')[0] ?? '').split(' ');
    const flags = words.flatMap((word) => /^--[a-z-]+/.exec(word)?.[0] ?? []);
    return command === '' ? [] : [{ command, flags }];
  });
}
