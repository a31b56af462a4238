import { isRecord } from './records.ts';

/**
 * The first value of a payload list as plain JSON: raw protobuf, Temporal's JSON form (base64), or
 * the shorthand that the `temporal` CLI prints. What is not our JSON is undefined, never an error.
 */
export function firstPayload(list: unknown): unknown {
  if (Array.isArray(list)) return list[0];
  const payloads = isRecord(list) ? list['payloads'] : undefined;
  return Array.isArray(payloads) ? readPayload(payloads[0]) : undefined;
}

/** One payload as plain JSON; undefined where it is of another encoding or broken. */
export function readPayload(payload: unknown): unknown {
  if (!isRecord(payload) || !isRecord(payload['metadata'])) return undefined;
  if (!bytesText(payload['metadata']['encoding']).startsWith('json/')) return undefined;
  try {
    return JSON.parse(bytesText(payload['data']));
  } catch {
    return undefined;
  }
}

/** Bytes as they are, or as base64. */
function bytesText(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  return typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : '';
}
