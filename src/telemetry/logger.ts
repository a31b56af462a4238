import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { pino } from 'pino';
import { redactFields, redactText } from './redact.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

type Write = (fields: object, message: string) => void;

/** What every room gets as an argument; `fields` carry the data, `message` says what happened. */
export type Logger = {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
};

export type LoggerOptions = {
  /** NDJSON is appended here; the folder is made (0700), the file is private (0600). */
  readonly file?: string;
  /** Write to standard error as well: a worker does, a screen does not. */
  readonly stderr?: boolean;
  readonly level: LogLevel;
  /** Fields of every line, such as the role of the process. */
  readonly fields?: Readonly<Record<string, string | number>>;
};

/** Takes everything, writes nothing. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/**
 * NDJSON lines to a file and, for a worker, to standard error. Secrets are hidden by field name and
 * by shape. Writes are synchronous, so that the last line before a crash is there.
 * Throws the file system's own error when the file cannot be opened.
 */
export function createLogger(options: LoggerOptions): Logger {
  const destinations = [
    ...(options.file === undefined ? [] : [openFile(options.file)]),
    ...(options.stderr === true ? [openStderr()] : []),
  ];
  if (destinations.length === 0) {
    return silentLogger;
  }
  const lines = pino(
    {
      level: options.level,
      base: { pid: process.pid, ...options.fields },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    pino.multistream(destinations.map((stream) => ({ level: options.level, stream }))),
  );
  const writeAs =
    (level: LogLevel): Write =>
    (fields, message) => {
      lines[level](redactFields(fields), redactText(message));
    };
  return {
    debug: writeAs('debug'),
    info: writeAs('info'),
    warn: writeAs('warn'),
    error: writeAs('error'),
  };
}

function openFile(file: string) {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  return quietOnError(pino.destination({ dest: file, append: true, sync: true, mode: 0o600 }));
}

const openStderr = () => quietOnError(pino.destination({ dest: 2, sync: true }));

/** A full disk or a closed pipe must not end the process that only wanted to tell something. */
function quietOnError(destination: ReturnType<typeof pino.destination>) {
  destination.on('error', () => undefined);
  return destination;
}
