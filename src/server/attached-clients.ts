import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { rmSync } from 'node:fs';
import type { KeeperMessage } from '../contracts/schemas/server.ts';

export type AttachedClients = {
  /** Sends to all who are attached, and to whoever attaches later. */
  readonly announce: (message: KeeperMessage) => void;
  /** Takes no more clients and lets the ones there go. */
  readonly close: () => void;
};

type Options = {
  readonly socketPath: string;
  readonly graceMs: number;
  /** Called once nobody has been attached for the grace time. */
  readonly onDeserted: () => void;
};

const firstClientMs = 10_000;

/** Clients attach by an open connection: however a client ends, the connection ends with it. */
export const listenForClients = async (options: Options): Promise<AttachedClients> => {
  const clients = new Set<Socket>();
  const watch = createDesertionWatch(options);
  let latest: KeeperMessage | undefined;

  const listener = createServer((socket) => {
    clients.add(socket);
    watch.cancel();
    socket.on('error', () => undefined);
    socket.resume();
    socket.once('close', () => {
      clients.delete(socket);
      if (clients.size === 0) {
        watch.start();
      }
    });
    if (latest !== undefined) {
      sendMessage(socket, latest);
    }
  });
  rmSync(options.socketPath, { force: true });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(options.socketPath, resolve);
  });
  // whoever started us needs a moment to connect, however short the grace
  watch.start(Math.max(options.graceMs, firstClientMs));

  return {
    announce: (message) => {
      latest = message;
      clients.forEach((socket) => {
        sendMessage(socket, message);
      });
    },
    close: () => {
      watch.cancel();
      listener.close();
      clients.forEach((socket) => socket.end());
    },
  };
};

const sendMessage = (socket: Socket, message: KeeperMessage): void => {
  socket.write(`${JSON.stringify(message)}\n`);
};

const createDesertionWatch = ({ graceMs, onDeserted }: Options) => {
  let timer: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    clearTimeout(timer);
  };
  return {
    cancel,
    start: (afterMs: number = graceMs) => {
      cancel();
      timer = setTimeout(onDeserted, afterMs);
    },
  };
};
