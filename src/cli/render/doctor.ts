import type { Check } from '../doctor/check.ts';
import { asTyped } from './error.ts';
import type { Paint } from './paint.ts';

/** One line for each check, and under it what to do. */
export function renderChecks(checks: readonly Check[], own: string, paint: Paint): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.flatMap(({ name, state, found, remedy }) => [
    `${signOf(state, paint)} ${name.padEnd(width)}  ${found}`,
    ...(remedy === undefined || remedy === ''
      ? []
      : [`${' '.repeat(width + 8)}${paint.accent('fix:')} ${remedy}`]),
  ]);
  return asTyped(lines.join('\n'), own);
}

function signOf(state: Check['state'], paint: Paint): string {
  switch (state) {
    case 'ok':
      return paint.good('ok   ');
    case 'warn':
      return paint.warn('warn ');
    case 'fail':
      return paint.bad('FAIL ');
  }
}
