import { existsSync, readdirSync } from 'node:fs';
import { readSearchPath } from '../../config/own-command.ts';
import { connect, unreachable } from '../../client/connect.ts';
import type { Gateway } from '../../client/connect.ts';
import { ensureServer } from '../../server/ensure-server.ts';
import type { EmbeddedServer, ServerEvent } from '../../server/ensure-server.ts';
import { readServerRecord } from '../../server/server-record.ts';
import { identity } from '../experiment-input.ts';
import type { Context } from '../globals.ts';

/** Temporal as a command reaches it. */
export type Stack = Gateway & {
  readonly address: string;
  readonly namespace: string;
  /** Web UI of the embedded server; null for one of somebody else's. */
  readonly uiUrl: string | null;
  /** This command started the embedded server: nobody else can be polling yet. */
  readonly fresh: boolean;
};

/**
 * Connects to the server that flags, environment or profile name; without one to the embedded
 * server of the state folder, which is started where none runs.
 */
export async function openStack(context: Context): Promise<Stack> {
  const temporal = context.temporal();
  const { namespace } = temporal;
  if (temporal.explicit) {
    const gateway = await connect({ ...temporal, identity: identity() });
    return { ...gateway, address: temporal.address, namespace, uiUrl: null, fresh: false };
  }
  const server = await startEmbedded(context);
  const { address, uiUrl, owned } = server;
  try {
    const connection = { ...temporal.connection, address };
    const gateway = await connect({ address, namespace, connection, identity: identity() });
    const close = async () => {
      await gateway.close();
      server.detach();
    };
    return { ...gateway, close, address, namespace, uiUrl, fresh: owned };
  } catch (error) {
    server.detach();
    throw error;
  }
}

/** The same for commands that only look: without a server of ours ever run here they fail. */
export async function findStack(context: Context): Promise<Stack> {
  const { explicit } = context.temporal();
  const { stateDir } = context.settings;
  if (!explicit && !hasServerState(stateDir)) {
    throw unreachable(`${stateDir} (no run was ever made here)`, null);
  }
  return openStack(context);
}

/** Runs a command's work on a stack and lets go of it, whatever happens. */
export async function withStack<T>(
  context: Context,
  work: (stack: Stack) => Promise<T>,
): Promise<T> {
  const stack = await findStack(context);
  try {
    return await work(stack);
  } finally {
    await stack.close();
  }
}

function hasServerState(stateDir: string): boolean {
  return existsSync(stateDir) && readdirSync(stateDir).some((name) => name.endsWith('.db'));
}

async function startEmbedded({ settings, screen }: Context): Promise<EmbeddedServer> {
  let shownPercent = -10;
  const onEvent = (event: ServerEvent): void => {
    if (event.kind === 'installing') {
      const { receivedBytes, totalBytes, source, cachePath } = event.progress;
      const percent = totalBytes === 0 ? 0 : Math.floor((receivedBytes * 100) / totalBytes);
      if (percent < shownPercent + 10) return;
      shownPercent = percent;
      screen.say(
        `getting the Temporal server from ${source}: ${percent} % of ${megabytes(totalBytes)} MB, kept in ${cachePath}`,
      );
      return;
    }
    screen.say(eventWords(event));
  };
  return ensureServer({
    stateDir: settings.stateDir,
    cacheDir: settings.cacheDir,
    searchPath: readSearchPath(),
    onEvent,
  });
}

function eventWords(event: Exclude<ServerEvent, { kind: 'installing' }>): string {
  switch (event.kind) {
    case 'starting':
      return `starting Temporal ${event.binary.version}`;
    case 'restarting':
      return `the Temporal server ended (${event.reason}); starting it again, attempt ${event.attempt}`;
    case 'keeper-lost':
      return 'the keeper of the Temporal server is gone; starting another one';
    case 'recovered':
      return `Temporal answers again at ${event.address}`;
    case 'lost':
      return `the Temporal server is gone: ${event.error.detail.what}`;
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_000_000);
}

/** Address that flags and environment name, else that of the embedded server which runs here. */
export function findEmbedded(context: Context): Pick<Stack, 'address' | 'namespace'> {
  const { explicit, address, namespace } = context.temporal();
  const record = explicit ? undefined : readServerRecord(context.settings.stateDir);
  return { address: record?.address ?? address, namespace };
}
