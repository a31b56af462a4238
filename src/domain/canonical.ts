/** What canonical JSON can hold. Numbers are safe integers unless decimals are allowed. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** `integers` is the lineage's form; `decimals` is for digests of configuration. */
export type NumberForm = 'integers' | 'decimals';

export type CanonicalForm =
  | { readonly kind: 'canonical'; readonly text: string }
  | { readonly kind: 'refused'; readonly at: string; readonly why: string };

/**
 * RFC 8785 text of a value: keys sorted, no spaces, numbers in JavaScript's shortest form.
 * Refuses what verifiers in other languages read differently: -0, unsafe integers, NaN, lone
 * surrogates, non-ASCII keys, undefined, everything that is no plain JSON, nesting beyond 64.
 */
export function canonicalForm(value: unknown, numbers: NumberForm): CanonicalForm {
  const path: string[] = [];
  const text = write(value, numbers, path);
  return typeof text === 'string'
    ? { kind: 'canonical', text }
    : { kind: 'refused', at: `$${path.join('')}`, why: text.why };
}

/** Canonical JSON of a value with integers only. A TypeError here is a bug of the caller. */
export function canonicalJson(value: JsonValue): string {
  return textOf(canonicalForm(value, 'integers'));
}

/** The text of a form; throws a TypeError that says where the value cannot be written and why. */
export function textOf(form: CanonicalForm): string {
  if (form.kind === 'canonical') return form.text;
  throw new TypeError(`no canonical JSON for ${form.at}: ${form.why}`);
}

/** true for text without half a surrogate pair, which UTF-8 cannot carry. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

type Refusal = { readonly why: string };
type Written = string | Refusal;

const maxDepth = 64;

function write(value: unknown, numbers: NumberForm, path: string[]): Written {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return writeText(value);
  if (typeof value === 'number') return writeNumber(value, numbers);
  if (typeof value !== 'object') return { why: `${typeof value} is not JSON` };
  if (path.length >= maxDepth) return { why: `nested deeper than ${maxDepth}` };
  if (Array.isArray(value)) return writeArray(value, numbers, path);
  return isPlain(value) ? writeObject(value, numbers, path) : { why: 'not a plain object' };
}

function writeArray(values: readonly unknown[], numbers: NumberForm, path: string[]): Written {
  const items: string[] = [];
  // An index loop: `map` would skip holes.
  for (let index = 0; index < values.length; index += 1) {
    path.push(`[${index}]`);
    const item = write(values[index], numbers, path);
    if (typeof item !== 'string') return item;
    path.pop();
    items.push(item);
  }
  return `[${items.join(',')}]`;
}

function writeObject(value: object, numbers: NumberForm, path: string[]): Written {
  const members: string[] = [];
  for (const [key, inner] of Object.entries(value).sort(byKey)) {
    path.push(`.${key}`);
    if (!isAscii(key)) return { why: 'key is not ASCII' };
    const written = write(inner, numbers, path);
    if (typeof written !== 'string') return written;
    path.pop();
    members.push(`${JSON.stringify(key)}:${written}`);
  }
  return `{${members.join(',')}}`;
}

function writeText(text: string): Written {
  return isWellFormed(text) ? JSON.stringify(text) : { why: 'text holds a lone surrogate' };
}

function writeNumber(value: number, numbers: NumberForm): Written {
  if (!Number.isFinite(value)) return { why: `${value} is not a finite number` };
  if (Object.is(value, -0)) return { why: '-0 is not allowed' };
  if (Number.isSafeInteger(value)) return String(value);
  if (Number.isInteger(value)) return { why: `${value} is beyond the safe integers` };
  return numbers === 'decimals' ? String(value) : { why: `${value} is not an integer` };
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}

function isAscii(key: string): boolean {
  return !/[^\u0020-\u007e]/.test(key);
}

/** By the shape of the prototype chain, as the workflow sandbox has an Object of its own. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null) return true;
  return typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null;
}
