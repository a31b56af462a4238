/** A time as every screen and file for people tells it: `2026-11-28 13:17 UTC`. */
export function timeWords(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
