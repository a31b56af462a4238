import { Client, Connection } from '@temporalio/client';
import type { ConnectionOptions } from '@temporalio/client';
import { DreamError } from '../contracts/errors.ts';
import { grpcCodeOf, grpcCodes } from './grpc-code.ts';

export type Target = {
  readonly address: string;
  readonly namespace: string;
  /** Address, TLS and key, as Temporal's own variables and profiles say; never printed. */
  readonly connection: ConnectionOptions;
  /** Who asks: `user@host`; it stays in the history. */
  readonly identity: string;
};

export type Gateway = { readonly client: Client; close(): Promise<void> };

const connectTimeoutMs = 5_000;

/** Connects and looks at the namespace. Throws TEMPORAL_UNREACHABLE or NAMESPACE_MISSING. */
export async function connect(target: Target): Promise<Gateway> {
  const { address, namespace, identity } = target;
  const connection = await open(target);
  const client = new Client({ connection, namespace, identity });
  try {
    await connection.workflowService.describeNamespace({ namespace });
  } catch (error) {
    await connection.close();
    throw isNotFound(error) ? namespaceMissing(namespace, address) : unreachable(address, error);
  }
  return { client, close: () => connection.close() };
}

async function open({ address, connection }: Target): Promise<Connection> {
  try {
    return await Connection.connect({ ...connection, connectTimeout: connectTimeoutMs });
  } catch (error) {
    throw unreachable(address, error);
  }
}

/** The error for a server that does not answer, with the ways to get one. */
export function unreachable(address: string, cause: unknown): DreamError {
  return new DreamError(
    'TEMPORAL_UNREACHABLE',
    {
      what: `no Temporal server answers at ${address}`,
      why: 'it is not running, or the address, TLS or key is wrong',
      fix: 'start one with: dream up',
    },
    cause,
  );
}

function namespaceMissing(namespace: string, address: string): DreamError {
  return new DreamError('NAMESPACE_MISSING', {
    what: `the Temporal server at ${address} has no namespace "${namespace}"`,
    fix: `create it with: temporal operator namespace create -n ${namespace} --retention 90d`,
  });
}

function isNotFound(error: unknown): boolean {
  return grpcCodeOf(error) === grpcCodes.notFound;
}
