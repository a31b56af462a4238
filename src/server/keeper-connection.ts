import type { Socket } from 'node:net';
import { DreamError } from '../contracts/errors.ts';
import type { KeeperMessage, ServerRecord } from '../contracts/schemas/server.ts';
import { readMessages } from './keeper-socket.ts';

export type KeeperEvent =
  | { readonly kind: 'ready'; readonly server: ServerRecord }
  | { readonly kind: 'restarting'; readonly attempt: number; readonly reason: string }
  | { readonly kind: 'failed'; readonly error: DreamError }
  /** The keeper goes in good order. */
  | { readonly kind: 'closing'; readonly reason: string }
  /** The connection ended without a word: the keeper was killed. */
  | { readonly kind: 'gone' };

export type KeeperConnection = { readonly detach: () => void };

/** Turns a connection to the keeper into events; being connected is being attached. */
export const followKeeper = (
  socket: Socket,
  onEvent: (event: KeeperEvent) => void,
): KeeperConnection => {
  let isOver = false;
  readMessages(socket, (message) => {
    if (!isOver) {
      isOver = message.kind === 'failed' || message.kind === 'closing';
      onEvent(toEvent(message));
    }
  });
  socket.once('close', () => {
    if (!isOver) {
      isOver = true;
      onEvent({ kind: 'gone' });
    }
  });
  return {
    detach: () => {
      isOver = true;
      socket.destroy();
    },
  };
};

const toEvent = (message: KeeperMessage): KeeperEvent => {
  if (message.kind !== 'failed') {
    return message;
  }
  const { code, what, where, fix } = message;
  return {
    kind: 'failed',
    error: new DreamError(code, {
      what,
      ...(where === undefined ? {} : { where }),
      ...(fix === undefined ? {} : { fix }),
    }),
  };
};
