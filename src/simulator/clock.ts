/** Model time in milliseconds of a real card; a wall clock runs it faster by a factor. */
export type Clock = {
  now(): number;
  /** Runs once after so many model milliseconds; the answer takes it back. */
  after(delayMs: number, run: () => void): () => void;
};

export const createWallClock = (factor: number): Clock => ({
  now: () => performance.now() * factor,
  after: (delayMs, run) => {
    const timer = setTimeout(run, Math.max(0, delayMs / factor));
    return () => clearTimeout(timer);
  },
});

type Event = { readonly at: number; readonly run: () => void };

/** Time that passes only in `runUntil`: hours of load in a second, the same every time. */
export const createVirtualClock = (): {
  readonly clock: Clock;
  readonly runUntil: (endMs: number) => void;
} => {
  let nowMs = 0;
  const events = new Set<Event>();
  const next = (): Event | undefined => {
    let first: Event | undefined;
    for (const event of events) {
      first = first === undefined || event.at < first.at ? event : first;
    }
    return first;
  };
  return {
    clock: {
      now: () => nowMs,
      after: (delayMs, run) => {
        const event = { at: nowMs + Math.max(0, delayMs), run };
        events.add(event);
        return () => events.delete(event);
      },
    },
    runUntil: (endMs) => {
      for (let event = next(); event !== undefined && event.at <= endMs; event = next()) {
        events.delete(event);
        nowMs = event.at;
        event.run();
      }
      nowMs = Math.max(nowMs, endMs);
    },
  };
};
