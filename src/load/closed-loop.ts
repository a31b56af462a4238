import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** `concurrency` tasks at a time, each followed by the next, until a count, a box or a stop ends it. */
export type ClosedLoop<T> = {
  readonly concurrency: number;
  readonly count: number;
  /** Real milliseconds; null: only the count ends it. */
  readonly boxMs: number | null;
  /** Tasks in flight when it ends: awaited, or aborted and not counted. */
  readonly atEnd: 'await' | 'drop';
  readonly signal: AbortSignal;
  /** Runs one task; undefined when it was aborted. */
  readonly start: (index: number, signal: AbortSignal) => Promise<T | undefined>;
  /** true: what was asked is decided, end the loop. */
  readonly isDecided?: (results: readonly T[]) => boolean;
  /** A failed task is followed by a short pause, as a dead server fails thousands in a second. */
  readonly isFailure: (result: T) => boolean;
  /** Called as each task ends, aborted ones left out. */
  readonly onResult?: () => void;
  /** Last look at the tasks in flight before they are dropped. */
  readonly beforeDrop?: () => Promise<void> | void;
};

export type LoopEnd<T> = {
  readonly results: readonly T[];
  readonly ended: 'count' | 'box' | 'decided' | 'aborted';
};

const pauseMs = 25;

export async function runClosedLoop<T>(loop: ClosedLoop<T>): Promise<LoopEnd<T>> {
  const dropping = new AbortController();
  setMaxListeners(0, dropping.signal);
  const drop = (): void => dropping.abort();
  const results: T[] = [];
  let next = 0;
  let ended: LoopEnd<T>['ended'] | undefined;
  let announceEnd: () => void = () => undefined;
  const end = new Promise<void>((resolve) => {
    announceEnd = resolve;
  });
  const finish = (how: LoopEnd<T>['ended']): void => {
    ended ??= how;
    announceEnd();
  };
  const onAbort = (): void => {
    finish('aborted');
    drop();
  };
  const work = async (): Promise<void> => {
    while (ended === undefined && next < loop.count) {
      const index = next;
      next += 1;
      const result = await loop.start(index, dropping.signal);
      if (result === undefined) {
        return;
      }
      results.push(result);
      loop.onResult?.();
      if (loop.isDecided?.(results) === true) {
        finish('decided');
      } else if (loop.isFailure(result) && ended === undefined) {
        await delay(pauseMs);
      }
    }
  };

  if (loop.signal.aborted) {
    return { results, ended: 'aborted' };
  }
  loop.signal.addEventListener('abort', onAbort);
  const timer = loop.boxMs === null ? undefined : setTimeout(() => finish('box'), loop.boxMs);
  const workers = Promise.all(Array.from({ length: loop.concurrency }, work)).then(() =>
    finish('count'),
  );
  try {
    await end;
    if (loop.atEnd === 'drop' && (ended === 'box' || ended === 'decided')) {
      await loop.beforeDrop?.();
      drop();
    }
    await workers;
    return { results, ended: ended ?? 'count' };
  } finally {
    clearTimeout(timer);
    loop.signal.removeEventListener('abort', onAbort);
  }
}
