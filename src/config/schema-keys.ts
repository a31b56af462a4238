import { z } from 'zod';
import type { YamlPath } from './parse-yaml.ts';

/** Keys that the schema allows at a path, for `did you mean`. */
export function allowedKeysAt(schema: z.ZodType, path: YamlPath): readonly string[] {
  const root: unknown = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
  const found = path.reduce<readonly unknown[]>(
    (places, step) => places.flatMap((place) => stepInto(place, step)),
    variantsOf(root),
  );
  return [...new Set(found.flatMap((place) => Object.keys(objectAt(place, 'properties'))))];
}

function stepInto(place: unknown, step: string | number): readonly unknown[] {
  const named = objectAt(place, 'properties')[String(step)];
  const further = typeof step === 'number' ? 'items' : 'additionalProperties';
  return variantsOf(named ?? readKey(place, further));
}

/** A union is all of its branches. */
function variantsOf(place: unknown): readonly unknown[] {
  const branches = readKey(place, 'oneOf') ?? readKey(place, 'anyOf');
  return Array.isArray(branches) ? branches : [place];
}

const objectAt = (place: unknown, key: string): Record<string, unknown> => {
  const found = readKey(place, key);
  return typeof found === 'object' && found !== null ? { ...found } : {};
};

const readKey = (place: unknown, key: string): unknown =>
  typeof place === 'object' && place !== null && Object.hasOwn(place, key)
    ? Object.getOwnPropertyDescriptor(place, key)?.value
    : undefined;
