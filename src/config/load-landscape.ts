import { resolve } from 'node:path';
import type { z } from 'zod';
import { Landscape } from '../contracts/schemas/landscape.ts';
import type { RecordedProfile } from '../contracts/schemas/profile.ts';
import { invalid, ok } from './problem.ts';
import type { Result } from './problem.ts';
import { readText, showPath } from './read-text.ts';

const maxLandscapeBytes = 8_388_608;

/** The recorded measurements that answer for the engines of a `recorded` profile. */
export function loadLandscape(configDir: string, profile: RecordedProfile): Result<Landscape> {
  const text = loadLandscapeText(configDir, profile);
  if (text.kind === 'invalid') {
    return text;
  }
  const where = showPath(resolve(configDir, profile.landscape));
  const value = parseJson(text.value);
  if (value === undefined) {
    const fix = 'write it with: npx tsx scripts/make-landscape.ts';
    return invalid({ where, path: '', got: 'text that is no JSON', allowed: 'JSON', fix });
  }
  const checked = Landscape.safeParse(value);
  return checked.success
    ? ok(checked.data)
    : invalid(...checked.error.issues.slice(0, 20).map((issue) => describe(issue, where)));
}

export const loadLandscapeText = (configDir: string, profile: RecordedProfile): Result<string> =>
  readText(resolve(configDir, profile.landscape), maxLandscapeBytes);

const describe = (issue: z.core.$ZodIssue, where: string) => ({
  where,
  path: issue.path.map(String).join('.'),
  got: 'another form',
  allowed: issue.message,
  fix: 'write it with: npx tsx scripts/make-landscape.ts',
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
