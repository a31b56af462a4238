/** Readers of plain JSON from elsewhere. What is not there, or not of the type asked for, is null. */

/** A field of an object; undefined where the value is no object. */
export function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

export function textAt(value: unknown, name: string): string | null {
  const found = fieldOf(value, name);
  return typeof found === 'string' ? found : null;
}

export function intAt(value: unknown, name: string): number | null {
  const found = fieldOf(value, name);
  return typeof found === 'number' && Number.isSafeInteger(found) ? found : null;
}

export function flagAt(value: unknown, name: string): boolean {
  return fieldOf(value, name) === true;
}

/** The items of a list; empty where there is none. */
export function listAt(value: unknown, name: string): readonly unknown[] {
  const found = fieldOf(value, name);
  return Array.isArray(found) ? found : [];
}

export function textsAt(value: unknown, name: string): readonly string[] {
  return listAt(value, name).filter((item) => typeof item === 'string');
}

/** The word among those allowed. */
export function wordAt<T extends string>(
  value: unknown,
  name: string,
  allowed: readonly T[],
): T | null {
  const found = fieldOf(value, name);
  return allowed.find((word) => word === found) ?? null;
}

/** The entries of an object; none where the value is no object. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
