import { DreamError } from '../contracts/errors.ts';
import type { Rig, Stopped } from './rig.ts';

/** The GPU session of this process. */
export type GpuSession = {
  readonly token: string;
  readonly rig: Rig;
  /** Counts a step as running until it settles. */
  run<T>(step: () => Promise<T>): Promise<T>;
  /** Settles when the probes of `trial` have ended; the sampler waits for it. */
  probesEnded(trial: number): Promise<void>;
  endProbes(trial: number): void;
};

export type Sessions = {
  open(token: string, rig: Rig): GpuSession;
  /** Throws SESSION_LOST for a token that is not the open session's. */
  find(token: string): GpuSession;
  holder(): string | null;
  /** Refuses new steps, waits for the running ones, then stops the engines. */
  close(token: string): Promise<Stopped>;
};

type OpenSession = GpuSession & { readonly settled: () => Promise<void> };

/** Keeps the session of one worker process; the shared queue's one slot allows no second. */
export function createSessions(): Sessions {
  let current: OpenSession | null = null;
  const find = (token: string): OpenSession => {
    if (current?.token === token) return current;
    throw new DreamError('SESSION_LOST', {
      what: 'this step belongs to a GPU session that has ended',
      why: 'the worker restarted, or the GPU was given to another run',
    });
  };
  return {
    open: (token, rig) => {
      current = openSession(token, rig);
      return current;
    },
    find,
    holder: () => current?.token ?? null,
    close: async (token) => {
      const session = find(token);
      current = null;
      await session.settled();
      return session.rig.stop();
    },
  };
}

function openSession(token: string, rig: Rig): OpenSession {
  const running = new Set<Promise<unknown>>();
  const trials = new Map<number, Gate>();
  const gateOf = (trial: number): Gate => {
    const gate = trials.get(trial) ?? createGate();
    trials.set(trial, gate);
    return gate;
  };
  return {
    token,
    rig,
    run: async (step) => {
      const promise = step();
      running.add(promise);
      try {
        return await promise;
      } finally {
        running.delete(promise);
      }
    },
    probesEnded: (trial) => gateOf(trial).opened,
    endProbes: (trial) => gateOf(trial).open(),
    settled: async () => {
      await Promise.allSettled([...running]);
    },
  };
}

type Gate = { readonly opened: Promise<void>; readonly open: () => void };

function createGate(): Gate {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
