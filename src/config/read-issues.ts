import type { z } from 'zod';
import type { Yaml, YamlPath } from './parse-yaml.ts';
import { findNearest, showValue, suggest } from './printable.ts';
import type { ConfigProblem } from './problem.ts';
import { allowedKeysAt } from './schema-keys.ts';

type Issue = z.core.$ZodIssue;

type Source = { readonly yaml: Yaml; readonly schema: z.ZodType };

/** Every issue of zod at its place in the file, in the order of the file. */
export function readIssues(issues: readonly Issue[], source: Source): readonly ConfigProblem[] {
  const mistyped = issues.flatMap((issue) => findMistyped(issue, source));
  return issues
    .filter((issue) => !mistyped.includes(issue.path.map(String).join('.')))
    .flatMap((issue) => readIssue(issue, source))
    .sort((a, b) => compareLines(a.where, b.where));
}

/** Paths of keys that are there under a mistyped name: they are not missing as well. */
function findMistyped(issue: Issue, { schema }: Source): readonly string[] {
  if (issue.code !== 'unrecognized_keys') {
    return [];
  }
  const path = issue.path.map(String);
  const known = allowedKeysAt(schema, issue.path.map(plainStep));
  return issue.keys.flatMap((key) => {
    const meant = findNearest(key, known);
    return meant === null ? [] : [[...path, meant].join('.')];
  });
}

function compareLines(a: string, b: string): number {
  const [lineA = 0, columnA = 0] = a.split(':').slice(-2).map(Number);
  const [lineB = 0, columnB = 0] = b.split(':').slice(-2).map(Number);
  return lineA - lineB || columnA - columnB;
}

const plainStep = (step: PropertyKey): string | number =>
  typeof step === 'symbol' ? String(step) : step;

function readIssue(issue: Issue, source: Source): readonly ConfigProblem[] {
  const path = issue.path.map(plainStep);
  const { yaml } = source;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => describeUnknownKey([...path, key], source));
  }
  const shown = path.join('.');
  if (issue.code === 'invalid_key') {
    const [allowed, fix] = splitMessage(issue.issues[0]?.message ?? '');
    const got = showValue(JSON.stringify(path.at(-1) ?? ''));
    return [{ where: yaml.locateKey(path), path: shown, got, allowed, fix }];
  }
  const value = issue.path.length === 0 ? yaml.value : readAt(yaml.value, path);
  if (value === undefined) {
    const allowed = allowedBy(issue);
    return [{ where: yaml.locate(path), path: shown, got: 'nothing', allowed, fix: 'add it' }];
  }
  return [{ where: yaml.locate(path), path: shown, got: yaml.show(path), ...mend(issue, value) }];
}

function describeUnknownKey(path: YamlPath, { yaml, schema }: Source): ConfigProblem {
  const key = String(path.at(-1));
  const known = allowedKeysAt(schema, path.slice(0, -1));
  return {
    where: yaml.locateKey(path),
    path: path.join('.'),
    got: `the unknown key ${showValue(key)}`,
    allowed: known.join(', '),
    fix: suggest(key, known),
  };
}

/** Percent written in another way is the mistake seen most: say which form is meant, never guess. */
function mend(issue: Issue, value: unknown): Pick<ConfigProblem, 'allowed' | 'fix'> {
  const allowed = allowedBy(issue);
  if (typeof value === 'number' && value > 0 && value < 1) {
    const percent = Math.round(value * 100);
    const fix = `is ${value} % meant or ${percent} %? percent are whole numbers: write ${percent} for ${percent} %`;
    return { allowed, fix };
  }
  if (typeof value === 'string' && /^[0-9.]+ *%?$/.test(value)) {
    return { allowed, fix: 'write a whole number without quotes and sign: 50 for 50 percent' };
  }
  if (issue.code === 'invalid_value' && typeof value === 'string') {
    return { allowed, fix: suggest(value, issue.values.map(String)) };
  }
  return { allowed, fix: fixOf(issue) };
}

function fixOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return hasOwnWords(issue) ? splitMessage(issue.message)[1] : 'mend the value';
    case 'invalid_union':
      return 'options' in issue ? 'choose one of them' : splitMessage(issue.message)[1];
    case 'too_big':
    case 'too_small':
      return 'take a value inside';
    default:
      return splitMessage(issue.message)[1];
  }
}

function allowedBy(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return hasOwnWords(issue) ? splitMessage(issue.message)[0] : nameType(issue.expected);
    case 'too_big':
      return `at most ${issue.maximum}${sizeUnit(issue.origin)}`;
    case 'too_small':
      return `at least ${issue.minimum}${sizeUnit(issue.origin)}`;
    case 'invalid_value':
      return issue.values.map(String).join(' or ');
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? issue.options.map(String).join(' or ')
        : splitMessage(issue.message)[0];
    default:
      return splitMessage(issue.message)[0];
  }
}

const hasOwnWords = (issue: Issue): boolean => issue.message.includes(' | ');

/** Messages of the schemas read `allowed | how to mend`. */
function splitMessage(message: string): readonly [string, string] {
  const [allowed = '', fix = 'mend the value'] = message.split(' | ');
  return [allowed, fix];
}

const typeNames: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

const nameType = (type: string): string => typeNames[type] ?? type;

const sizeUnit = (origin: string): string =>
  origin === 'array' ? ' entries' : origin === 'string' ? ' characters' : '';

/** Own keys only: `__proto__` and friends lead nowhere. */
function readAt(value: unknown, path: YamlPath): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, step)
        ? Object.getOwnPropertyDescriptor(inner, step)?.value
        : undefined,
    value,
  );
}
