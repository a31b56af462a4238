import { DreamError } from '../contracts/errors.ts';
import type { ServerRecord } from '../contracts/schemas/server.ts';
import { followKeeper } from './keeper-connection.ts';
import type { KeeperConnection, KeeperEvent } from './keeper-connection.ts';
import { connectToKeeper } from './keeper-socket.ts';
import type { StartedKeeper } from './start-keeper.ts';
import type { Socket } from 'node:net';

export type Attached = { readonly server: ServerRecord; readonly owned: boolean };

export type KeeperSessionOptions = {
  readonly stateDir: string;
  readonly startKeeper: () => Promise<StartedKeeper>;
  /** What happens after the session was first attached, and restarts before that. */
  readonly onEvent: (event: KeeperEvent | { readonly kind: 'back'; server: ServerRecord }) => void;
};

export type KeeperSession = {
  readonly attach: () => Promise<Attached>;
  readonly detach: () => void;
};

type State = { connection?: KeeperConnection; detached: boolean };

const startTimeoutMs = 90_000;
const reattachDelaysMs = [0, 1_000, 2_000, 4_000, 4_000];

/** Stays attached to the keeper of a state folder, and starts another one when it is killed. */
export const createKeeperSession = (options: KeeperSessionOptions): KeeperSession => {
  const state: State = { detached: false };
  return {
    attach: async () => attach(options, state),
    detach: () => {
      state.detached = true;
      state.connection?.detach();
    },
  };
};

/** Connects, starting a keeper when nobody listens; one may be going just as we come. */
const attach = async (options: KeeperSessionOptions, state: State): Promise<Attached> => {
  const deadline = performance.now() + startTimeoutMs;
  let keeper: StartedKeeper | undefined;
  while (performance.now() < deadline && !state.detached) {
    const socket = await connectToKeeper(options.stateDir);
    if (socket === undefined) {
      keeper = await ensureKeeper(options, keeper);
      await sleep(50);
    } else {
      const server = await firstWord(socket, options, state);
      if (server !== undefined) {
        return { server, owned: server.keeperPid === keeper?.pid };
      }
    }
  }
  throw new DreamError('SERVER_START_FAILED', {
    what: `the embedded Temporal server did not answer within ${startTimeoutMs / 1000} s`,
    where: options.stateDir,
    fix: 'read keeper.log and temporal-server.log in that folder',
  });
};

const ensureKeeper = async (
  { stateDir, startKeeper }: KeeperSessionOptions,
  keeper: StartedKeeper | undefined,
): Promise<StartedKeeper> => {
  const failure = keeper?.failure();
  if (failure !== undefined) {
    throw new DreamError('SERVER_START_FAILED', {
      what: `the keeper of the embedded Temporal server failed: ${failure}`,
      where: stateDir,
      fix: 'read keeper.log in that folder',
    });
  }
  return keeper?.isRunning() === true ? keeper : startKeeper();
};

/** The server once it is ready; undefined when the keeper goes instead. */
const firstWord = async (
  socket: Socket,
  options: KeeperSessionOptions,
  state: State,
): Promise<ServerRecord | undefined> =>
  new Promise((resolve, reject) => {
    let isAttached = false;
    state.connection = followKeeper(socket, (event) => {
      if (isAttached) {
        handleLater(event, options, state);
        return;
      }
      switch (event.kind) {
        case 'ready':
          isAttached = true;
          // a client that forgets to detach must still be able to end
          socket.unref();
          resolve(event.server);
          return;
        case 'failed':
          reject(event.error);
          return;
        case 'restarting':
          options.onEvent(event);
          return;
        case 'closing':
        case 'gone':
          resolve(undefined);
          return;
      }
    });
  });

const handleLater = (event: KeeperEvent, options: KeeperSessionOptions, state: State): void => {
  if (state.detached) {
    return;
  }
  options.onEvent(event);
  if (event.kind === 'gone') {
    void reattach(options, state);
  }
};

const reattach = async (options: KeeperSessionOptions, state: State): Promise<void> => {
  let problem: unknown;
  for (const delayMs of reattachDelaysMs) {
    await sleep(delayMs);
    if (state.detached) {
      return;
    }
    try {
      const { server } = await attach(options, state);
      options.onEvent({ kind: 'back', server });
      return;
    } catch (error) {
      problem = error;
    }
  }
  options.onEvent({ kind: 'failed', error: asDreamError(problem) });
};

const asDreamError = (problem: unknown): DreamError =>
  problem instanceof DreamError
    ? problem
    : new DreamError('SERVER_START_FAILED', { what: String(problem) }, problem);

const sleep = async (durationMs: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, durationMs);
  });
