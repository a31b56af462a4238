/** An object whose fields are yet to be looked at. */
export type Fields = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

/** A field that is an object; an empty one where it is not. */
export function objectAt(value: Fields, name: string): Fields {
  const found = value[name];
  return isRecord(found) ? found : {};
}

export function textAt(value: Fields, name: string): string {
  const found = value[name];
  return typeof found === 'string' ? found : '';
}

/** An integer as number, as text, or as protobuf's Long; 0 where it is none. */
export function intAt(value: Fields, name: string): number {
  const found = value[name];
  const read = isRecord(found) ? longOf(found) : Number(found ?? 0);
  return Number.isSafeInteger(read) ? read : 0;
}

function longOf({ low, high }: Fields): number {
  return typeof low === 'number' && typeof high === 'number' ? high * 2 ** 32 + (low >>> 0) : 0;
}

/** A time as ISO text or as seconds and nanos, in milliseconds since 1970. */
export function timeMsAt(value: Fields, name: string): number {
  const found = value[name];
  if (typeof found === 'string') return Date.parse(found) || 0;
  if (!isRecord(found)) return 0;
  return intAt(found, 'seconds') * 1_000 + Math.floor(intAt(found, 'nanos') / 1_000_000);
}
