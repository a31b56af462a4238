import { basename, join } from 'node:path';
import { profileDigestOf } from '../contracts/digests.ts';
import { Profile } from '../contracts/schemas/profile.ts';
import { findYaml } from './find-file.ts';
import { loadLandscapeText } from './load-landscape.ts';
import { readConfig } from './parse-config.ts';
import { invalid, ok } from './problem.ts';
import type { Result } from './problem.ts';
import { showPath } from './read-text.ts';

export type LoadedProfile = {
  readonly profile: Profile;
  /** Covers the landscape of a recorded profile as well. */
  readonly digest: string;
  readonly file: string;
};

export type Named = {
  readonly configDir: string;
  readonly name: string;
  /** Who named it, for messages: a place in a file, or a flag. */
  readonly where?: string;
};

/** An engine profile by name: `<configDir>/engines/<name>.yaml`. */
export function loadProfile({
  configDir,
  name,
  where = '--engines',
}: Named): Result<LoadedProfile> {
  const folder = join(configDir, 'engines');
  const found = findYaml({ folder, name, what: 'an engine profile', where, path: 'engines' });
  if (found.kind === 'invalid') {
    return found;
  }
  const file = found.value;
  const parsed = readConfig(Profile, file);
  if (parsed.kind === 'invalid') {
    return parsed;
  }
  const { value: profile, yaml } = parsed.value;
  if (profile.name !== basename(file, '.yaml')) {
    return invalid({
      where: yaml.locate(['name']),
      path: 'name',
      got: profile.name,
      allowed: basename(file, '.yaml'),
      fix: 'a profile is named as its file',
    });
  }
  if (profile.kind === 'processes') {
    return ok({ profile, digest: profileDigestOf(profile, null), file: showPath(file) });
  }
  const landscape = loadLandscapeText(configDir, profile);
  return landscape.kind === 'invalid'
    ? landscape
    : ok({ profile, digest: profileDigestOf(profile, landscape.value), file: showPath(file) });
}
