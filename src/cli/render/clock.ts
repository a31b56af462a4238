/** 14:05:09 in UTC. */
export function showClock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}
