import { readOutside } from './environment.ts';
import type { Outside } from './environment.ts';

/**
 * What a person types to reach this program: `DREAM_COMMAND`, `npx dream` under npm and npx, else
 * `dream`. Printed commands begin with it.
 */
export function readOwnCommand({ env, file }: Outside = readOutside()): string {
  const given = env['DREAM_COMMAND'] ?? file['DREAM_COMMAND'] ?? '';
  if (given !== '') return given;
  return env['npm_lifecycle_event'] !== undefined || env['npm_command'] === 'exec'
    ? 'npx dream'
    : 'dream';
}

/** `DREAM_DEBUG`: stack traces of what went wrong unexpectedly. */
export function readDebug({ env }: Outside = readOutside()): boolean {
  return (env['DREAM_DEBUG'] ?? '') !== '';
}

/** The PATH variable, where executables are looked for. */
export function readSearchPath({ env }: Outside = readOutside()): string {
  return env['PATH'] ?? '';
}
