import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import type { NativeConnection, Worker } from '@temporalio/worker';
import { readSettings } from '../config/environment.ts';
import { readTemporalSettings } from '../config/temporal-settings.ts';
import { DreamError, exitCodeOf, exitCodes } from '../contracts/errors.ts';
import { createLogger } from '../telemetry/logger.ts';
import type { Logger } from '../telemetry/logger.ts';
import { connectWorker } from './connection.ts';
import { createControlWorker } from './control-worker.ts';
import { createGpuWorkers } from './gpu-worker.ts';
import { installRuntime } from './runtime.ts';
import { runUntilStopped } from './run-until-stopped.ts';

const options = {
  role: { type: 'string', default: 'all' },
  engines: { type: 'string', default: 'simulated' },
  'gpu-class': { type: 'string' },
  gpu: { type: 'string' },
  address: { type: 'string' },
  namespace: { type: 'string' },
  config: { type: 'string' },
  'stay-with-parent': { type: 'boolean', default: false },
  quiet: { type: 'boolean', default: false },
} as const;

type Flags = ReturnType<typeof parseFlags>;

/** Entry of a worker process: `node dist/worker/main.js --role control|gpu|all`. */
export async function main(argv: readonly string[]): Promise<number> {
  const flags = parseFlags(argv);
  const settings = readSettings({ config: flags.config });
  const logger = createLogger({
    file: settings.logFile,
    stderr: !flags.quiet,
    level: settings.logLevel,
    fields: { role: flags.role },
  });
  try {
    installRuntime(logger);
    const temporal = readTemporalSettings(flags);
    const connection = await connectWorker(
      { ...temporal.connection, address: temporal.address },
      logger,
    );
    const workers = await createWorkers(connection, temporal.namespace, {
      flags,
      settings,
      logger,
    });
    logger.info({ user: userInfo().username, workers: workers.length }, 'worker started');
    process.stdout.write('ready\n');
    await runUntilStopped(workers, { logger, stayWithParent: flags['stay-with-parent'] });
    await connection.close();
    return exitCodes.done;
  } catch (error) {
    return explain(error, logger);
  }
}

function parseFlags(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options, strict: true }).values;
}

type Setup = {
  readonly flags: Flags;
  readonly settings: ReturnType<typeof readSettings>;
  readonly logger: Logger;
};

async function createWorkers(
  connection: NativeConnection,
  namespace: string,
  { flags, settings, logger }: Setup,
): Promise<readonly Worker[]> {
  const control =
    flags.role === 'gpu' ? [] : [await createControlWorker(connection, namespace, settings)];
  if (flags.role === 'control') return control;
  const gpu = await createGpuWorkers(connection, namespace, {
    settings,
    logger,
    engines: flags.engines,
    gpuClass: flags['gpu-class'] ?? null,
    gpuIndex: flags.gpu === undefined ? null : Number(flags.gpu),
  });
  return [...control, ...gpu];
}

/** One clear line; the log has the details. */
function explain(error: unknown, logger: Logger): number {
  if (!(error instanceof DreamError)) {
    logger.error({ error }, 'the worker ended unexpectedly');
    return exitCodes.unexpected;
  }
  const { what, where, why, fix } = error.detail;
  logger.error({ code: error.code, where, why, fix }, what);
  return exitCodeOf(error.code);
}

// The workers have drained: a timer that an activity left behind must not hold the process.
process.exit(await main(process.argv.slice(2)));
