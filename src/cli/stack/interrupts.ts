const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Calls `onInterrupt` with 1, 2, ... at each Ctrl-C or polite signal; returns how to stop it. */
export function listenToInterrupts(onInterrupt: (count: number) => void): () => void {
  let count = 0;
  const hear = (): void => {
    count += 1;
    onInterrupt(count);
  };
  for (const signal of signals) process.on(signal, hear);
  return () => {
    for (const signal of signals) process.off(signal, hear);
  };
}
