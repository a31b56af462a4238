import { Runtime } from '@temporalio/worker';
import type { LogLevel as CoreLogLevel } from '@temporalio/worker';
import type { Logger } from '../telemetry/logger.ts';

/** One Runtime for the process, before any connection: our logger, and signals left to us. */
export function installRuntime(logger: Logger): void {
  Runtime.install({
    shutdownSignals: [],
    logger: {
      log: (level, message, fields) => write(logger, level, message, fields ?? {}),
      trace: () => undefined,
      debug: (message, fields) => logger.debug(fields ?? {}, message),
      info: (message, fields) => logger.debug(fields ?? {}, message),
      warn: (message, fields) => logger.warn(fields ?? {}, message),
      error: (message, fields) => logger.error(fields ?? {}, message),
    },
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'WARN' }, forward: {} } },
  });
}

/** The SDK's own news are details to us; what it warns of, we warn of. */
function write(logger: Logger, level: CoreLogLevel, message: string, fields: object): void {
  switch (level) {
    case 'ERROR':
      return logger.error(fields, message);
    case 'WARN':
      return logger.warn(fields, message);
    case 'INFO':
    case 'DEBUG':
    case 'TRACE':
      return logger.debug(fields, message);
  }
}
