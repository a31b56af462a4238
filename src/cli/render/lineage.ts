import type { FolderCheck } from '../../artifacts/verify-folder.ts';
import { configurationWords } from '../../domain/configuration-words.ts';
import { verdictWords } from '../../domain/verdict-words.ts';
import type { ExperimentView, Row } from '../../domain/view/view.ts';
import type { Paint } from './paint.ts';

const levelWords: Readonly<Record<0 | 1, string>> = {
  0: 'level 0: the chain is whole',
  1: 'level 1: the chain is whole and agrees with the event history',
};

/** What was proven, and each thing that is not as it was written. */
export function renderVerification(folder: string, checked: FolderCheck, paint: Paint): string {
  const { level, head, records, findings, notes } = checked;
  const isBroken = level === null || findings.length > 0;
  const title = isBroken ? paint.bad('✗ BROKEN') : `${paint.good('✓')} ${levelWords[level]}`;
  return [
    `${title}  ${folder}`,
    `${records} records${head === null ? '' : `, head ${head}`}`,
    ...findings.map(
      ({ file, record, what, expected, got }) =>
        `${paint.bad('✗')} ${file}${record === null ? '' : `, record ${record}`}: ${what}; expected ${short(expected)}, got ${short(got)}`,
    ),
    ...notes.map((note) => `${paint.warn('note:')} ${note}`),
  ].join('\n');
}

function short(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}

/** The candidates as a tree: each under its first parent, other parents named beside it. */
export function renderLineage(runId: string, view: ExperimentView, paint: Paint): string {
  const rows = view.rows.filter(({ purpose }) => purpose === 'explore');
  const known = new Set(rows.map(({ id }) => id));
  const roots = rows.filter(({ parentIds: [first] }) => first === undefined || !known.has(first));
  return [
    paint.bold(runId),
    ...roots.flatMap((root) => branch(rows, root, '', paint)),
    ...(view.lineageHead === null ? [] : [`head ${view.lineageHead}`]),
  ].join('\n');
}

function branch(rows: readonly Row[], row: Row, indent: string, paint: Paint): readonly string[] {
  const children = rows.filter(({ id, parentIds }) => parentIds[0] === row.id && id !== row.id);
  return [
    `${indent}${describe(row, paint)}`,
    ...children.flatMap((child) => branch(rows, child, `${indent}  `, paint)),
  ];
}

function describe(row: Row, paint: Paint): string {
  const others = row.parentIds.slice(1);
  const also = others.length === 0 ? '' : `, also of ${others.join(', ')}`;
  const again = row.repeatOf === null ? '' : `, repeat of ${row.repeatOf}`;
  const verdict = row.verdict === null ? row.step : verdictWords(row.verdict);
  const origin = paint.dim(`gen ${row.generation}, ${row.origin ?? 'not recorded'}${also}${again}`);
  return `${row.id}  ${configurationWords(row.configuration)}  ${verdict}  ${origin}`;
}
