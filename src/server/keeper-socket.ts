import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeeperMessage } from '../contracts/schemas/server.ts';

// the system refuses longer ones (sun_path)
const longestPathBytes = 100;

/** Path of the keeper's socket: in the state folder, or in the temporary one when too long. */
export const keeperSocketPath = (stateDir: string): string => {
  const near = join(stateDir, 'keeper.sock');
  if (Buffer.byteLength(near) <= longestPathBytes) {
    return near;
  }
  const name = `dream-${createHash('sha256').update(stateDir).digest('hex').slice(0, 16)}.sock`;
  const far = join(tmpdir(), name);
  return Buffer.byteLength(far) <= longestPathBytes ? far : join('/tmp', name);
};

/** An open connection to the keeper of a state folder; undefined when nobody listens. */
export const connectToKeeper = async (stateDir: string): Promise<Socket | undefined> =>
  new Promise((resolve) => {
    const socket = connect(keeperSocketPath(stateDir));
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      socket.on('error', () => undefined);
      resolve(socket);
    });
    socket.once('error', () => {
      resolve(undefined);
    });
  });

/** Calls back with every message of the keeper; lines that are none are left out. */
export const readMessages = (socket: Socket, onMessage: (message: KeeperMessage) => void): void => {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk) => {
    const lines = `${rest}${chunk.toString()}`.split('\n');
    rest = lines.pop() ?? '';
    lines.forEach((line) => {
      const message = parseMessage(line);
      if (message !== undefined) {
        onMessage(message);
      }
    });
  });
};

const parseMessage = (line: string): KeeperMessage | undefined => {
  try {
    return KeeperMessage.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
};
