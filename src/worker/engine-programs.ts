import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Settings } from '../config/environment.ts';
import { DreamError } from '../contracts/errors.ts';
import type { EngineRole } from '../domain/space.ts';
import type { ProcessProfile } from '../contracts/schemas/profile.ts';
import { fillPlaceholders } from '../engines/engine-command.ts';

export type EngineProgram = {
  readonly role: EngineRole;
  /** As the profile writes it, placeholders filled. */
  readonly program: string;
  /** Where it is; null: nowhere. */
  readonly path: string | null;
};

/** What the engines of a profile are started with on this host; starts nothing. */
export function findEnginePrograms(
  settings: Settings,
  profile: ProcessProfile,
): readonly EngineProgram[] {
  const { packageDir, configDir, cpuEnvDir, engineVariables } = settings;
  const placeholders = {
    node: process.execPath,
    package: packageDir,
    config: configDir,
    cpuEnv: cpuEnvDir,
  };
  return profile.productionOrder.map((role) => {
    const program = fillPlaceholders(profile.engines[role].command[0] ?? '', placeholders);
    return { role, program, path: findProgram(program, engineVariables['PATH'] ?? '') };
  });
}

/** Throws BINARY_MISSING before a run could find out. */
export function requireEnginePrograms(settings: Settings, profile: ProcessProfile): void {
  const missing = findEnginePrograms(settings, profile).find(({ path }) => path === null);
  if (missing === undefined) return;
  throw new DreamError('BINARY_MISSING', {
    what: `the program of the engine ${missing.role} is not there: ${missing.program}`,
    where: `engine profile ${profile.name}`,
    why: missing.program.includes('/') ? 'no such executable file' : 'it is nowhere on PATH',
    fix: 'install it, or name it with its whole path in the command of the engine profile',
  });
}

function findProgram(program: string, searchPath: string): string | null {
  const candidates = program.includes('/')
    ? [program]
    : searchPath.split(delimiter).map((folder) => join(folder, program));
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
