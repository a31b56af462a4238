import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createEngineRig } from '../activities/engine-rig.ts';
import type { HeldCard, OpenCard } from '../activities/hold-gpu.ts';
import { createRecordedRig } from '../activities/recorded-rig.ts';
import type { Settings } from '../config/environment.ts';
import { loadLandscape } from '../config/load-landscape.ts';
import { loadProfile } from '../config/load-profile.ts';
import type { LoadedProfile } from '../config/load-profile.ts';
import { toDreamError } from '../config/problem.ts';
import type { Result } from '../config/problem.ts';
import type { HoldInput } from '../contracts/activities.ts';
import { stepsQueue } from '../contracts/names.ts';
import type { CardName } from '../contracts/names.ts';
import type { ProcessProfile, RecordedProfile } from '../contracts/schemas/profile.ts';
import type { Card } from '../engines/card.ts';
import { acquireCardLock, lockFolderOf } from '../engines/card-lock.ts';
import { checkCleanCard } from '../engines/clean-card.ts';
import { createCard } from '../engines/create-card.ts';
import { fillPlaceholders } from '../engines/engine-command.ts';
import { openSessionRecord } from '../engines/session-record.ts';
import { writeSimulation } from '../engines/simulation-file.ts';
import type { Logger } from '../telemetry/logger.ts';
import { requireEnginePrograms } from './engine-programs.ts';

export type CardRequest = {
  readonly settings: Settings;
  readonly engines: string;
  readonly gpuClass: string | null;
  readonly gpuIndex: number | null;
  readonly logger: Logger;
};

/** The card that a GPU worker serves, by its names on the queues. */
export type WorkerCard = {
  readonly held: HeldCard;
  readonly name: CardName;
  readonly gpuClass: string;
  readonly heartbeatMs: number;
  readonly simulated: boolean;
};

/** The guards fire so long after the deadline, when nobody else freed the GPU. */
const guardGraceMs = 3_000;
const lockPauseMs = 1_000;

/** Finds profile and card. Throws CONFIG_INVALID, BINARY_MISSING, NVIDIA_SMI_MISSING or NVIDIA_SMI_FAILED. */
export async function openWorkerCard(request: CardRequest): Promise<WorkerCard> {
  const { settings, engines } = request;
  const loaded = need(loadProfile({ configDir: settings.configDir, name: engines }));
  const { profile } = loaded;
  const index = request.gpuIndex ?? (profile.kind === 'processes' ? profile.gpu.index : 0);
  const name = { host: hostName(), gpu: String(index), bootId: randomBytes(4).toString('hex') };
  const gpuClass = request.gpuClass ?? profile.name;
  const queue = stepsQueue(gpuClass, name);
  const held =
    profile.kind === 'recorded'
      ? holdRecorded(request, { loaded, profile, queue, index })
      : await holdProcesses(request, { loaded, profile, queue, index });
  const { heartbeatMs, simulated } = profile;
  return { held, name, gpuClass, heartbeatMs, simulated };
}

type Place<P> = {
  readonly loaded: LoadedProfile;
  readonly profile: P;
  readonly queue: string;
  readonly index: number;
};

function holdRecorded({ settings }: CardRequest, place: Place<RecordedProfile>): HeldCard {
  const { loaded, profile, queue, index } = place;
  const landscape = need(loadLandscape(settings.configDir, profile));
  const host = hostName();
  const card = `recorded-${index}`;
  return {
    card,
    fingerprint: `${landscape.card}|${landscape.driver}`,
    stepsQueue: queue,
    profileDigest: loaded.digest,
    open: async (_token, { seed }) => {
      const record = openSessionRecord(settings.stateDir, card);
      return {
        rig: createRecordedRig({ profile, landscape, host, seed }),
        close: async (isClean) => (isClean ? record.close() : undefined),
      };
    },
  };
}

async function holdProcesses(
  request: CardRequest,
  place: Place<ProcessProfile>,
): Promise<HeldCard> {
  const { settings, logger } = request;
  const { loaded, profile, queue, index } = place;
  const state = join(settings.stateDir, `card-${index}`);
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const placeholders = {
    node: process.execPath,
    package: settings.packageDir,
    config: settings.configDir,
    cpuEnv: settings.cpuEnvDir,
    state,
    gpu: String(index),
    simulation: writeSimulation(state, profile),
  };
  const command = profile.gpu.nvidiaSmi?.map((word) => fillPlaceholders(word, placeholders));
  const card = createCard({
    command: command ?? null,
    env: { ...settings.engineVariables },
    index,
  });
  const described = await card.describe();
  requireEnginePrograms(settings, profile);
  const lockFolder = lockFolderOf(profile, settings.stateDir);
  const open = async (token: string, input: HoldInput, signal: AbortSignal): Promise<OpenCard> => {
    const lock = await lockCard(lockFolder, described.uuid, { logger, signal });
    const record = openSessionRecord(settings.stateDir, described.uuid);
    const close = async (isClean: boolean) => {
      if (isClean) record.close();
      lock.release();
    };
    try {
      await proveClean(card, profile);
    } catch (error) {
      await close(true);
      throw error;
    }
    const rig = createEngineRig({
      profile,
      host: {
        card,
        record,
        placeholders: { ...placeholders, seed: String(input.seed) },
        hostVariables: settings.engineVariables,
        guardFile: join(settings.packageDir, 'dist', 'engines', 'guard.js'),
        gpuIndex: index,
        logger,
      },
      hostName: hostName(),
      configDir: settings.configDir,
      cacheDir: settings.cacheDir,
      guardGraceMs,
    });
    logger.debug({ token, marker: record.marker }, 'session opened');
    return { rig, close };
  };
  return {
    card: described.uuid,
    fingerprint: described.fingerprint,
    stepsQueue: queue,
    profileDigest: loaded.digest,
    open,
  };
}

/** Throws GPU_DIRTY, or why the card could not be asked; a host's own memory proves nothing. */
async function proveClean(card: Card, profile: ProcessProfile): Promise<void> {
  const check = checkCleanCard(await card.use(), profile.gpu);
  if (card.kind === 'nvidia' && check.kind === 'dirty') throw check.error;
}

/** Waits for another stack of this host to let the card go. Throws the signal's reason. */
async function lockCard(
  folder: string,
  uuid: string,
  { logger, signal }: { readonly logger: Logger; readonly signal: AbortSignal },
) {
  for (;;) {
    const lock = acquireCardLock(folder, uuid);
    if (lock.kind === 'held') return lock;
    logger.info({ pid: lock.pid, card: uuid }, 'the card is held by another process, waiting');
    await delay(lockPauseMs, undefined, { signal });
  }
}

function hostName(): string {
  return (
    hostname()
      .toLowerCase()
      .replace(/[^a-z0-9-]/g, '-') || 'host'
  );
}

function need<T>(result: Result<T>): T {
  if (result.kind === 'ok') return result.value;
  throw toDreamError(result.problems);
}
