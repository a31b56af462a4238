import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { KeeperOptions } from '../contracts/schemas/server.ts';
import type { KeeperMessage, ServerRecord } from '../contracts/schemas/server.ts';
import { createLogger } from '../telemetry/logger.ts';
import type { Logger } from '../telemetry/logger.ts';
import { listenForClients } from './attached-clients.ts';
import { takeFolderLock } from './folder-lock.ts';
import { connectToKeeper, keeperSocketPath } from './keeper-socket.ts';
import { choosePorts } from './ports.ts';
import type { Ports } from './ports.ts';
import { endProcess, ownIdentity, readStartTime } from './process-identity.ts';
import { deleteServerRecord, readServerRecord, writeServerRecord } from './server-record.ts';
import { superviseTemporal } from './supervisor.ts';
import type { TemporalProcess } from './temporal-process.ts';

const lockPatienceMs = 15_000;
const orphanPatienceMs = 5_000;
const farewellMs = 500;

/** One keeper per state folder: owns the server as long as somebody is attached. */
const keep = async (options: KeeperOptions, logger: Logger): Promise<void> => {
  if (!(await becomeKeeper(options.stateDir))) {
    return;
  }
  const previous = readServerRecord(options.stateDir);
  await endOrphan(previous, logger);
  const setting = {
    binaryPath: options.binary.path,
    databaseFile: join(options.stateDir, `temporal-${options.binary.version}.db`),
    logFile: join(options.stateDir, 'temporal-server.log'),
    ports: await choosePorts(previous === undefined ? undefined : portsOf(previous)),
  };
  let leaving = false;
  const leave = async (reason: string): Promise<void> => {
    if (leaving) {
      return;
    }
    leaving = true;
    logger.info({ reason }, 'the keeper stops the Temporal server');
    clients.announce({ kind: 'closing', reason });
    clients.close();
    await supervisor.stop();
    deleteServerRecord(options.stateDir);
    process.exit(0);
  };
  const clients = await listenForClients({
    socketPath: keeperSocketPath(options.stateDir),
    graceMs: options.graceMs,
    onDeserted: () => void leave('no client has been attached for the grace time'),
  });
  let record: ServerRecord | undefined;
  const supervisor = superviseTemporal(
    setting,
    {
      onStarted: (server, ports) => {
        record = describeServer(options, server, ports);
        if (server.pid > 0) {
          writeServerRecord(options.stateDir, record);
        }
      },
      onReady: () => {
        if (record !== undefined) {
          clients.announce({ kind: 'ready', server: record });
        }
      },
      onRestarting: (attempt, reason) => {
        clients.announce({ kind: 'restarting', attempt, reason });
      },
      onGivenUp: (reason) => {
        logger.error({ reason }, 'the Temporal server does not run, the keeper gives up');
        clients.announce(describeFailure(reason, setting.logFile));
        clients.close();
        deleteServerRecord(options.stateDir);
        setTimeout(() => process.exit(1), farewellMs);
      },
    },
    logger,
  );
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void leave(`the keeper got ${signal}`));
  }
};

/** True when this process now holds the folder; false when another keeper serves it. */
const becomeKeeper = async (stateDir: string): Promise<boolean> => {
  const deadline = performance.now() + lockPatienceMs;
  while (takeFolderLock(stateDir).kind === 'held') {
    // a holder that does not listen is starting or going
    const socket = existsSync(keeperSocketPath(stateDir))
      ? await connectToKeeper(stateDir)
      : undefined;
    socket?.destroy();
    if (socket !== undefined || performance.now() > deadline) {
      return false;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return true;
};

// two servers on one file lock each other out
const endOrphan = async (previous: ServerRecord | undefined, logger: Logger): Promise<void> => {
  if (previous === undefined || readStartTime(previous.pid) !== previous.startTime) {
    return;
  }
  logger.warn({ serverPid: previous.pid }, 'stopping the server that a dead keeper left behind');
  await endProcess({ pid: previous.pid, startTime: previous.startTime }, orphanPatienceMs);
};

const portsOf = ({ address, uiUrl }: ServerRecord): Ports => ({
  grpc: Number(address.split(':').at(-1)),
  ui: Number(new URL(uiUrl).port),
});

const describeServer = (
  { binary }: KeeperOptions,
  server: TemporalProcess,
  ports: Ports,
): ServerRecord => {
  const keeper = ownIdentity();
  return {
    pid: server.pid,
    startTime: readStartTime(server.pid) ?? 'unknown',
    keeperPid: keeper.pid,
    keeperStartTime: keeper.startTime,
    address: `127.0.0.1:${ports.grpc}`,
    uiUrl: `http://localhost:${ports.ui}`,
    binaryDigest: binary.sha256,
    version: binary.version,
  };
};

const describeFailure = (reason: string, logFile: string): KeeperMessage => ({
  kind: 'failed',
  code: 'SERVER_START_FAILED',
  what: `the embedded Temporal server does not run: ${reason}`,
  where: logFile,
  fix: 'read that file; if it names the database, move it away and start again',
});

const main = async (): Promise<void> => {
  const options = KeeperOptions.parse(JSON.parse(process.argv[2] ?? ''));
  const logger = createLogger({
    file: join(options.stateDir, 'keeper.log'),
    level: 'info',
    fields: { role: 'keeper' },
  });
  try {
    await keep(options, logger);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    logger.error({ reason }, 'the keeper failed');
    process.stderr.write(`${reason}\n`);
    process.exit(1);
  }
};

await main();
