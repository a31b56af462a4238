import type { Grant } from '../contracts/grant.ts';
import type { SessionNotice } from '../contracts/workflows.ts';

/** Anybody can send a signal: what is not of the agreed form changes nothing. */
export function isNotice(sent: unknown): sent is SessionNotice {
  if (!isRecord(sent)) return false;
  switch (sent['kind']) {
    case 'granted':
      return isGrant(sent);
    case 'lost':
      return Number.isSafeInteger(sent['no']) && (sent['token'] === null || isText(sent['token']));
    case 'ended':
      return ['proven', 'unproven'].includes(String(sent['released'])) && isText(sent['why']);
    default:
      return false;
  }
}

export function isGrant(sent: unknown): sent is Grant {
  return (
    isRecord(sent) &&
    Number.isSafeInteger(sent['no']) &&
    ['token', 'queue', 'card', 'fingerprint'].every((field) => isText(sent[field]))
  );
}

export function isRecord(sent: unknown): sent is Readonly<Record<string, unknown>> {
  return typeof sent === 'object' && sent !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
