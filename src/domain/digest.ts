import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalForm, textOf } from './canonical.ts';

/** SHA-256 of a text's UTF-8 bytes, 64 lower-case hex digits. Pure, so it runs in workflows too. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** SHA-256 of the canonical JSON (RFC 8785, finite decimals allowed) of a plain JSON value. */
export function digestOf(value: unknown): string {
  return sha256Hex(textOf(canonicalForm(value, 'decimals')));
}
