import type { z } from 'zod';
import { parseYaml } from './parse-yaml.ts';
import type { Yaml } from './parse-yaml.ts';
import { invalid, ok } from './problem.ts';
import type { Result } from './problem.ts';
import { readIssues } from './read-issues.ts';
import { readText, showPath } from './read-text.ts';

export type Parsed<T> = { readonly value: T; readonly yaml: Yaml };

/** A YAML text against its schema: the value, or every problem with its place. */
export function parseConfig<T>(
  schema: z.ZodType<T>,
  { text, file }: { readonly text: string; readonly file: string },
): Result<Parsed<T>> {
  const parsed = parseYaml(text, file);
  if (parsed.kind === 'invalid') {
    return parsed;
  }
  const yaml = parsed.value;
  const checked = schema.safeParse(yaml.value);
  return checked.success
    ? ok({ value: checked.data, yaml })
    : invalid(...readIssues(checked.error.issues, { yaml, schema }));
}

/** The same for a file. */
export function readConfig<T>(schema: z.ZodType<T>, file: string): Result<Parsed<T>> {
  const text = readText(file);
  return text.kind === 'invalid'
    ? text
    : parseConfig(schema, { text: text.value, file: showPath(file) });
}
