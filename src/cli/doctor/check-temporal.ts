import { askGpu } from '../../client/ask-gpu.ts';
import { connect } from '../../client/connect.ts';
import { describeServer } from '../../client/describe-server.ts';
import { DreamError } from '../../contracts/errors.ts';
import { readServerRecord } from '../../server/server-record.ts';
import { isAlive } from '../../server/process-identity.ts';
import { findBundle } from '../../worker/bundle.ts';
import { identity } from '../experiment-input.ts';
import type { Context } from '../globals.ts';
import { findEmbedded } from '../stack/server.ts';
import { fail, ok, warn } from './check.ts';
import type { Check } from './check.ts';

const answerLimitMs = 3_000;
const leastRetentionDays = 30;

/** Checks of server and workers; none is started for them. */
export async function checkTemporal(context: Context, gpuClass: string): Promise<readonly Check[]> {
  const temporal = context.temporal();
  if (!temporal.explicit && !runsEmbedded(context)) {
    return [warn('Temporal', 'no server of ours runs here', 'it starts by itself with: dream run')];
  }
  const { address, namespace } = findEmbedded(context);
  try {
    const connection = { ...temporal.connection, address };
    const gateway = await connect({ address, namespace, connection, identity: identity() });
    try {
      const server = await describeServer(gateway.client);
      return [
        ok('Temporal', `${address}, namespace ${namespace}, server ${server.version}`),
        checkRetention(server.retentionDays, namespace),
        checkAttributes(server.missingAttributes),
        await checkWorker(context, await askGpu(gateway.client, gpuClass, answerLimitMs), gpuClass),
      ];
    } finally {
      await gateway.close();
    }
  } catch (error) {
    if (!(error instanceof DreamError)) throw error;
    const { what, fix } = error.detail;
    return [fail('Temporal', what, { remedy: fix ?? '', code: error.code })];
  }
}

function runsEmbedded({ settings }: Context): boolean {
  const record = readServerRecord(settings.stateDir);
  return record !== undefined && isAlive(record);
}

function checkRetention(days: number, namespace: string): Check {
  return days >= leastRetentionDays
    ? ok('retention', `${days} days`)
    : warn(
        'retention',
        `${days} days: closed runs are forgotten soon`,
        `temporal operator namespace update --retention 90d -n ${namespace}`,
      );
}

function checkAttributes(missing: readonly string[]): Check {
  return missing.length === 0
    ? ok('attributes', 'all search attributes are registered')
    : warn(
        'attributes',
        `not registered: ${missing.join(', ')}; lists show less`,
        `temporal operator search-attribute create --name ${missing[0] ?? ''} ...`,
      );
}

async function checkWorker(
  { settings }: Context,
  described: Awaited<ReturnType<typeof askGpu>>,
  gpuClass: string,
): Promise<Check> {
  if (described === null) {
    return warn(
      'worker',
      `no GPU worker answers for ${gpuClass}`,
      `start one: dream up --engines ${gpuClass}`,
    );
  }
  const { host, card, holder, bundleDigest } = described;
  if (bundleDigest !== findBundle(settings.packageDir).digest) {
    return fail('worker', `${host} runs another build of the workflows`, {
      remedy: 'end it, or use its version',
      code: 'BUNDLE_MISMATCH',
    });
  }
  return ok('worker', `${card} on ${host}, ${holder === null ? 'free' : `held by ${holder}`}`);
}
