import type { Table } from './trial-table.ts';

/** A text in one line of Markdown: nothing in it is markup, and none can leave its cell. */
export function plain(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replaceAll(/[\\`*[\]<>|~&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, (sign) => `\\${sign}`)
    .replace(/^\s*(?:[-+=](?=[-+=\s]|$)|#)/, (sign) => `\\${sign.trimStart()}`)
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2')
    .replaceAll(/(https?|ftp):\/\//gi, '$1:\u200B//')
    .replaceAll(/www\./gi, 'www\u200B.');
}

/** A text as code; its fence is longer than any run of backticks in it. */
export function code(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}

export function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/** A table whose cells are plain text. */
export function markdownTable({ columns, rows }: Table): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => plain(cell) || ' ').join(' | ')} |`;
  return [line(columns), `| ${columns.map(() => '---').join(' | ')} |`, ...rows.map(line)].join(
    '\n',
  );
}
