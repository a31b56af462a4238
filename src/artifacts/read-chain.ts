import type { RunHistory } from '../contracts/history.ts';
import { Histories } from '../contracts/schemas/history.ts';

/** The histories of a chain from the text of a `history.json`; null where it is none. */
export function readChain(text: string): readonly RunHistory[] | null {
  try {
    const value: unknown = JSON.parse(text);
    // Looked at, not taken over: the schema drops the fields that only the view reads.
    return isChain(value) ? value : null;
  } catch {
    return null;
  }
}

function isChain(value: unknown): value is readonly RunHistory[] {
  return Histories.safeParse(value).success;
}
