import stringWidth from 'string-width';

export type Column = { readonly title: string; readonly align?: 'left' | 'right' };

/** Rows under titles, columns two spaces apart; a column that is empty everywhere is left out. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  paintTitle: (text: string) => string = (text) => text,
): string {
  const shown = columns
    .map((column, index) => ({ ...column, index }))
    .filter(({ index }) => rows.length === 0 || rows.some((row) => (row[index] ?? '') !== ''));
  const widths = shown.map(({ title, index }) =>
    Math.max(stringWidth(title), ...rows.map((row) => stringWidth(row[index] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, place) => pad(cell, widths[place] ?? 0, shown[place]?.align ?? 'left'))
      .join('  ')
      .trimEnd();
  return [
    paintTitle(line(shown.map(({ title }) => title))),
    ...rows.map((row) => line(shown.map(({ index }) => row[index] ?? ''))),
  ].join('\n');
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return align === 'left' ? text + space : space + text;
}
