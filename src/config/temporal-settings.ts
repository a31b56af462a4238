import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { ClientConnectConfig } from '@temporalio/envconfig';
import { DreamError } from '../contracts/errors.ts';
import { readOutside } from './environment.ts';
import type { Outside } from './environment.ts';

export type TemporalFlags = {
  readonly address?: string | undefined;
  readonly namespace?: string | undefined;
  readonly profile?: string | undefined;
};

/** How to reach Temporal, by Temporal's own variables, profiles and file. */
export type TemporalSettings = {
  /** An address or profile was given: the embedded server is not used. */
  readonly explicit: boolean;
  /** host:port */
  readonly address: string;
  readonly namespace: string;
  /** Address, TLS and key for the connection; never to be printed. */
  readonly connection: ClientConnectConfig['connectionOptions'];
};

const defaultAddress = 'localhost:7233';

/**
 * Reads the connection settings. Throws a DreamError with code USAGE for an address that is not
 * host:port, and CONFIG_INVALID for a profile or file that cannot be read.
 */
export function readTemporalSettings(
  flags: TemporalFlags = {},
  outside: Outside = readOutside(),
): TemporalSettings {
  const variables: Record<string, string> = { ...outside.file, ...outside.env };
  setIfGiven(variables, 'TEMPORAL_ADDRESS', flags.address);
  setIfGiven(variables, 'TEMPORAL_NAMESPACE', flags.namespace);
  setIfGiven(variables, 'TEMPORAL_PROFILE', flags.profile);
  const { connectionOptions, namespace } = load(variables);
  const address = connectionOptions.address ?? defaultAddress;
  const problem = describeAddressProblem(address);
  if (problem !== null) {
    throw new DreamError('USAGE', problem);
  }
  return {
    explicit:
      connectionOptions.address !== undefined || (variables['TEMPORAL_PROFILE'] ?? '') !== '',
    address,
    namespace: namespace ?? 'default',
    connection: { ...connectionOptions, address },
  };
}

/** What is wrong with an address, or null: `host:port` without scheme or path. */
export function describeAddressProblem(address: string) {
  const form = /^(?<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):(?<port>[0-9]{1,5})$/.exec(address);
  const port = Number(form?.groups?.['port']);
  if (form !== null && port >= 1 && port <= 65_535) {
    return null;
  }
  const what = `the Temporal address is "${address.slice(0, 200)}"`;
  const why = address.includes('://')
    ? 'expected host:port without a scheme'
    : form === null
      ? 'expected host:port'
      : 'a port is between 1 and 65535';
  return { what, why, fix: `for example: TEMPORAL_ADDRESS=${defaultAddress}` };
}

function load(variables: Record<string, string>): ClientConnectConfig {
  try {
    return loadClientConnectConfig({ overrideEnvVars: variables });
  } catch (error) {
    throw new DreamError('CONFIG_INVALID', {
      what: `Temporal's connection settings cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      where: variables['TEMPORAL_CONFIG_FILE'] ?? 'TEMPORAL_* variables or temporal.toml',
      fix: 'look at it with: temporal config list',
    });
  }
}

function setIfGiven(variables: Record<string, string>, name: string, value: string | undefined) {
  if (value !== undefined) {
    variables[name] = value;
  }
}
