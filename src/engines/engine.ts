import { dirname } from 'node:path';
import { DreamError } from '../contracts/errors.ts';
import type { EngineSpec } from '../contracts/schemas/profile.ts';
import type { Configuration, EngineRole } from '../domain/space.ts';
import type { Logger } from '../telemetry/logger.ts';
import { classify } from './classify.ts';
import type { FailureClass } from './classify.ts';
import { fillPlaceholders, renderCommand } from './engine-command.ts';
import type { Placeholders } from './engine-command.ts';
import { renderEnvironment } from './engine-environment.ts';
import type { Variables } from './engine-environment.ts';
import { createEngineLog } from './engine-log.ts';
import type { EngineLog } from './engine-log.ts';
import { findFreePort } from './free-port.ts';
import { launchGuarded } from './guarded-process.ts';
import type { GuardedProcess } from './guarded-process.ts';
import type { ProcessKey } from './process-table.ts';
import { awaitReady } from './readiness.ts';
import { describeCommand, toEvidence } from './redact.ts';

export type EngineRequest = {
  readonly role: EngineRole;
  readonly spec: EngineSpec;
  /** Values of this engine's own knobs. */
  readonly settings: Configuration;
  readonly marker: string;
  readonly logFile: string;
  readonly guardFile: string;
  readonly placeholders: Placeholders;
  readonly hostVariables: Variables;
  readonly cudaDevice: string;
  /** What is left until the GPU must be free, grace included; null: no deadline yet. */
  readonly deadlineMs: number | null;
  readonly logger: Logger;
  readonly signal: AbortSignal | undefined;
  /** Asked only when the engine did not start: does a foreign process hold the card? */
  readonly isHeldByOthers: () => Promise<boolean>;
  /** At once, before it is ready: whoever has to clear up must know of it. */
  readonly onLaunched: (key: ProcessKey) => void;
};

export type RunningEngine = {
  readonly role: EngineRole;
  readonly settings: Configuration;
  readonly baseUrl: string;
  readonly healthUrl: string;
  readonly metricsUrl: string;
  readonly servedModel: string;
  readonly process: GuardedProcess;
  readonly log: EngineLog;
  readonly bootMs: number;
};

export type StartFailure = {
  readonly kind: 'failed';
  readonly failure: FailureClass | 'hang';
  readonly evidence: string;
};

export type EngineStart =
  { readonly kind: 'started'; readonly engine: RunningEngine } | StartFailure;

const host = '127.0.0.1';
const logLimitBytes = 8 * 1_048_576;

/**
 * Starts one engine under its guard and waits until it answers. What the engine itself refuses is a
 * value; a missing program is a DreamError, and an abort throws the signal's reason, engine gone.
 */
export async function startEngine(request: EngineRequest): Promise<EngineStart> {
  request.signal?.throwIfAborted();
  const { spec, role, logger } = request;
  const beganMs = performance.now();
  const port = await findFreePort(host);
  const placeholders = { ...request.placeholders, host, port: String(port) };
  const command = renderCommand(spec, request.settings, placeholders);
  logger.info({ engine: role, command: describeCommand(command) }, 'starting an engine');
  const process = await launch(request, command, placeholders);
  request.onLaunched(process);
  const baseUrl = `http://${host}:${port}`;
  const healthUrl = `${baseUrl}${spec.healthPath}`;
  const readiness = await awaitReady({
    url: healthUrl,
    process,
    timeoutMs: spec.readyTimeoutMs,
    signal: request.signal,
  });
  const log = createEngineLog(request.logFile);
  if (readiness !== 'ready') {
    return await giveUp(request, process, { log, readiness });
  }
  const bootMs = Math.round(performance.now() - beganMs);
  logger.info({ engine: role, enginePid: process.pid, port, bootMs }, 'the engine answers');
  const engine: RunningEngine = {
    role,
    settings: request.settings,
    baseUrl,
    healthUrl,
    metricsUrl: `${baseUrl}${spec.metricsPath ?? '/metrics'}`,
    servedModel: fillPlaceholders(spec.servedModel, placeholders),
    process,
    log,
    bootMs,
  };
  return { kind: 'started', engine };
}

async function launch(
  request: EngineRequest,
  command: readonly string[],
  placeholders: Placeholders,
): Promise<GuardedProcess> {
  const { spec, role } = request;
  if (spec.launcher === 'container') {
    throw new DreamError('ENGINE_HOST_MISCONFIGURED', {
      what: `engine ${role} asks for launcher "container"`,
      why: 'this version starts engines as processes only: a guard does not reach into a container',
      fix: 'set launcher: process in the engine profile',
    });
  }
  const [file = '', ...args] = command;
  const launched = await launchGuarded(request.guardFile, {
    command: file,
    args,
    env: renderEnvironment({ ...request, placeholders }),
    cwd: dirname(request.logFile),
    logFile: request.logFile,
    logLimitBytes,
    marker: request.marker,
    stopTimeoutMs: spec.stopTimeoutMs,
    ...(request.deadlineMs === null ? {} : { deadlineMs: Math.round(request.deadlineMs) }),
  });
  if (launched.kind === 'started') {
    return launched.process;
  }
  const isMissing = launched.code === 'ENOENT' || launched.code === 'EACCES';
  throw new DreamError(isMissing ? 'BINARY_MISSING' : 'ENGINE_START_FAILED', {
    what: `engine ${role} cannot be started: ${file} (${launched.code || 'no guard'})`,
    why: toEvidence(launched.message),
    fix: 'check the command of the engine profile; `dream doctor` shows what it resolves to',
  });
}

async function giveUp(
  request: EngineRequest,
  process: GuardedProcess,
  {
    log,
    readiness,
  }: { readonly log: EngineLog; readonly readiness: 'exited' | 'timed-out' | 'aborted' },
): Promise<StartFailure> {
  const end = await (readiness === 'exited' ? process.ended : process.kill());
  request.signal?.throwIfAborted();
  const found = classify({
    output: log.textSince(),
    exit: end.why === 'engine-exited' ? end : null,
    isHeldByOthers: await request.isHeldByOthers(),
    patterns: request.spec.failurePatterns,
  });
  const isHang = readiness === 'timed-out' && found.failure === 'unknown';
  const failure = isHang ? 'hang' : found.failure;
  request.logger.warn(
    { engine: request.role, failure, evidence: found.evidence },
    'the engine did not start',
  );
  return { kind: 'failed', failure, evidence: found.evidence };
}
