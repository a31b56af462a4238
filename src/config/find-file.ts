import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { showValue, suggest } from './printable.ts';
import { invalid, ok } from './problem.ts';
import type { Result } from './problem.ts';
import { showPath } from './read-text.ts';

const idPattern = /^[a-z0-9][a-z0-9_-]{0,62}$/;
export const idRule = 'a name of a-z, 0-9, _ and -, at most 63 characters';

type Wanted = {
  readonly folder: string;
  readonly name: string;
  /** What the file is, and who named it. */
  readonly what: string;
  readonly where: string;
  readonly path: string;
};

/** `<folder>/<name>.yaml`; the name is checked before it becomes a path. */
export function findYaml({ folder, name, what, where, path }: Wanted): Result<string> {
  const got = showValue(JSON.stringify(name));
  if (!idPattern.test(name)) {
    return invalid({ where, path, got, allowed: idRule, fix: `name ${what} by its file` });
  }
  const names = listYaml(folder);
  if (names.includes(name)) {
    return ok(join(folder, `${name}.yaml`));
  }
  const allowed = names.length === 0 ? `a file in ${showPath(folder)}` : names.join(', ');
  return invalid({ where, path, got, allowed, fix: suggest(name, names) });
}

function listYaml(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => file.slice(0, -'.yaml'.length))
      .sort();
  } catch {
    return [];
  }
}
