import type { DreamError } from '../../contracts/errors.ts';
import type { Paint } from './paint.ts';

const commands =
  'run|up|start|watch|list|show|compare|report|plot|plan|stop|pause|resume|lineage|promotions|config|doctor|worker|runner|prepare|help';
const printed = new RegExp(`(^|[\\s\`(])dream (?=(?:${commands})\\b)`, 'g');

/** `dream list` as this program is really called, e.g. `npx dream list`. */
export function asTyped(text: string, own: string): string {
  return text.replace(printed, (_whole, before: string) => `${before}${own} `);
}

/** What, where, why and how to mend; never a stack trace. */
export function renderError(error: DreamError, own: string, paint: Paint): string {
  const { what, where, why, fix } = error.detail;
  const lines = [
    `${paint.bad(`error[${error.code}]`)} ${what}`,
    ...(where === undefined ? [] : [`  at ${indent(where)}`]),
    ...(why === undefined ? [] : [`  why: ${indent(why)}`]),
    ...(fix === undefined ? [] : [`  ${paint.accent('fix:')} ${indent(fix)}`]),
  ];
  return asTyped(lines.join('\n'), own);
}

/** The same as data. */
export function errorJson(error: DreamError, own: string): string {
  const detail = Object.entries(error.detail).map(([key, text]): readonly [string, string] => [
    key,
    asTyped(text, own),
  ]);
  return JSON.stringify({ error: { code: error.code, ...Object.fromEntries(detail) } });
}

function indent(text: string): string {
  return text.replaceAll('\n', '\n       ');
}
