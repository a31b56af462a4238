type Words = readonly (readonly [from: string, to: string])[];

/** A history with other words in every text, also inside of its JSON payloads. */
export function scrub(value: unknown, words: Words): unknown {
  if (typeof value === 'string') return inText(value, words);
  if (Array.isArray(value)) return value.map((each) => scrub(each, words));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) =>
    key === 'data' && typeof each === 'string'
      ? [key, inPayload(each, words)]
      : [key, scrub(each, words)],
  );
  return Object.fromEntries(entries) as unknown;
}

function inPayload(base64: string, words: Words): string {
  const bytes = Buffer.from(base64, 'base64');
  const text = bytes.toString('utf8');
  const changed = inText(text, words);
  return changed === text ? base64 : Buffer.from(changed).toString('base64');
}

function inText(text: string, words: Words): string {
  return words.reduce((changed, [from, to]) => changed.replaceAll(from, to), text);
}
