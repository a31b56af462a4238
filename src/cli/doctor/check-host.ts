import { createServer } from 'node:net';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { freeDiskMiB } from '../../artifacts/disk-space.ts';
import { checkConfig } from '../../config/check-config.ts';
import type { Settings } from '../../config/environment.ts';
import { loadProfile } from '../../config/load-profile.ts';
import { renderProblem } from '../../config/problem.ts';
import { DreamError } from '../../contracts/errors.ts';
import { findBundle } from '../../worker/bundle.ts';
import { findEnginePrograms } from '../../worker/engine-programs.ts';
import { inspectCard, unclosedSessions } from '../../worker/host-checks.ts';
import { shortPath } from '../run-folder-path.ts';
import { fail, ok, warn } from './check.ts';
import type { Check } from './check.ts';

const leastNode = { major: 20, minor: 19 };
const disk = { failMiB: 32, warnMiB: 1_024 };

/** Checks that need no server: program, configuration, disk, card, what was left behind. */
export async function checkHost(settings: Settings, engines: string): Promise<readonly Check[]> {
  return [
    checkNode(process.versions.node),
    checkBuild(settings),
    checkFiles(settings),
    await checkDisk(settings),
    await checkCard(settings, engines),
    checkPrograms(settings, engines),
    checkSessions(settings),
    await checkPort(),
  ];
}

function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNew = major > leastNode.major || (major === leastNode.major && minor >= leastNode.minor);
  return isNew
    ? ok('node', version)
    : fail('node', version, { remedy: 'install Node 20.19 or newer', code: 'USAGE' });
}

function checkBuild({ packageDir }: Settings): Check {
  try {
    return ok('program', `workflow bundle ${findBundle(packageDir).digest.slice(0, 12)}`);
  } catch (error) {
    const detail = error instanceof DreamError ? error.detail : { what: String(error) };
    return fail('program', detail.what, {
      remedy: detail.fix ?? 'install the package again',
      code: 'FILES_ABSENT',
    });
  }
}

function checkFiles({ configFile }: Settings): Check {
  const [first, ...others] = checkConfig(configFile);
  if (first === undefined) return ok('configuration', shortPath(configFile));
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return fail('configuration', `${renderProblem(first)}${more}`, {
    remedy: 'see all with: dream config validate',
    code: 'CONFIG_INVALID',
  });
}

async function checkDisk({ artifactsDir }: Settings): Promise<Check> {
  const folder = nearestFolder(artifactsDir);
  const freeMiB = await freeDiskMiB(folder);
  const found = `${freeMiB} MiB free for ${shortPath(artifactsDir)}`;
  const remedy = 'delete old run folders, or set DREAM_ARTIFACTS_DIR';
  if (freeMiB < disk.failMiB) return fail('disk', found, { remedy, code: 'DISK_FULL' });
  return freeMiB < disk.warnMiB ? warn('disk', found, remedy) : ok('disk', found);
}

function nearestFolder(path: string): string {
  return existsSync(path) ? path : nearestFolder(dirname(path));
}

async function checkCard(settings: Settings, engines: string): Promise<Check> {
  const loaded = loadProfile({ configDir: settings.configDir, name: engines });
  if (loaded.kind === 'invalid') {
    const [first] = loaded.problems;
    const found = first === undefined ? engines : renderProblem(first);
    return fail('GPU', found, {
      remedy: 'choose a profile with --engines',
      code: 'CONFIG_INVALID',
    });
  }
  const state = await inspectCard(settings, loaded.value.profile);
  switch (state.kind) {
    case 'none':
      return ok('GPU', `${engines}: ${state.why}`);
    case 'failed': {
      const { code, detail } = state.error;
      return fail('GPU', detail.what, { remedy: detail.fix ?? 'look at: nvidia-smi', code });
    }
    case 'free':
      return ok(
        'GPU',
        `${state.card.name}, ${state.use.usedMiB} of ${state.use.totalMiB} MiB used`,
      );
    case 'in-use': {
      const processes = state.use.processes.map(
        ({ pid, name, usedMiB }) => `${pid} ${name} ${usedMiB ?? '?'} MiB`,
      );
      return fail('GPU', `in use by others: ${processes.join('; ') || 'no process is listed'}`, {
        remedy: 'stop them, or choose another card (gpu.index of the profile)',
        code: 'GPU_DIRTY',
      });
    }
  }
}

function checkPrograms(settings: Settings, engines: string): Check {
  const loaded = loadProfile({ configDir: settings.configDir, name: engines });
  if (loaded.kind === 'invalid' || loaded.value.profile.kind === 'recorded') {
    return ok('engines', `${engines}: no programs to start`);
  }
  const programs = findEnginePrograms(settings, loaded.value.profile);
  const missing = programs.filter(({ path }) => path === null);
  if (missing.length === 0) {
    return ok('engines', programs.map(({ role, path }) => `${role} ${path ?? ''}`).join(', '));
  }
  const found = missing.map(({ role, program }) => `${role}: ${program} is not there`).join(', ');
  const remedy = 'install it, or name its whole path in the engine profile';
  return fail('engines', found, { remedy, code: 'BINARY_MISSING' });
}

function checkSessions(settings: Settings): Check {
  const left = unclosedSessions(settings);
  return left.length === 0
    ? ok('sessions', 'nothing was left behind')
    : warn(
        'sessions',
        `${left.length} did not end cleanly: ${left.map(({ marker }) => marker).join(', ')}`,
        'the next worker sweeps them: dream up',
      );
}

const standardPort = 7233;

/** A taken port is no obstacle, but other tools look for Temporal there. */
async function checkPort(): Promise<Check> {
  const isFree = await new Promise<boolean>((resolve) => {
    const probe = createServer();
    probe.on('error', () => resolve(false));
    probe.listen(standardPort, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
  return ok(
    'ports',
    isFree
      ? `${standardPort} is free`
      : `${standardPort} is taken; an embedded server takes it or another`,
  );
}
