import { join } from 'node:path';
import type { Settings } from '../config/environment.ts';
import { loadProfile } from '../config/load-profile.ts';
import type { ProcessProfile } from '../contracts/schemas/profile.ts';
import type { Configuration, EngineRole } from '../domain/space.ts';
import { fillPlaceholders, renderCommand } from '../worker/engine-command.ts';

/** One server of a configuration, as it is started: the very command that was measured. */
export type DeployedEngine = {
  readonly role: EngineRole;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly port: number;
  readonly healthPath: string;
};

export type Deployment = {
  readonly configuration: Configuration;
  readonly simulated: boolean;
  /** In the order in which production starts them. */
  readonly engines: readonly DeployedEngine[];
};

export type DeployRequest = {
  readonly settings: Settings;
  readonly engines: string;
  readonly configuration: Configuration;
  readonly seed: number;
  readonly workloadDigest: string;
};

const ports: Readonly<Record<EngineRole, number>> = { llm: 8000, stt: 8001 };

/**
 * The engines of a configuration by its profile; null where the profile is not here any more, has
 * changed so that the configuration does not fit it, or only answers recorded figures.
 */
export function deploymentOf(request: DeployRequest): Deployment | null {
  const { settings, engines, configuration } = request;
  const loaded = loadProfile({ configDir: settings.configDir, name: engines });
  if (loaded.kind === 'invalid' || loaded.value.profile.kind === 'recorded') return null;
  const { profile } = loaded.value;
  try {
    return {
      configuration,
      simulated: profile.simulated,
      engines: profile.productionOrder.map((role) => engineOf(request, profile, role)),
    };
  } catch {
    return null;
  }
}

function engineOf(
  request: DeployRequest,
  profile: ProcessProfile,
  role: EngineRole,
): DeployedEngine {
  const spec = profile.engines[role];
  const port = ports[role];
  const placeholders = { ...placesOf(request, profile), host: '127.0.0.1', port: String(port) };
  const own = Object.entries(request.configuration).filter(([knob]) => knob in spec.knobs);
  const environment = Object.entries(spec.environment).map(
    ([name, text]): readonly [string, string] => [name, fillPlaceholders(text, placeholders)],
  );
  return {
    role,
    argv: renderCommand(spec, Object.fromEntries(own), placeholders),
    environment: Object.fromEntries(environment),
    port,
    healthPath: spec.healthPath,
  };
}

/** Where the worker of this folder keeps what the placeholders name. */
function placesOf({ settings, seed, workloadDigest }: DeployRequest, profile: ProcessProfile) {
  const gpu = String(profile.gpu.index);
  const state = join(settings.stateDir, `card-${gpu}`);
  return {
    node: process.execPath,
    package: settings.packageDir,
    config: settings.configDir,
    cpuEnv: settings.cpuEnvDir,
    state,
    gpu,
    seed: String(seed),
    simulation: join(state, 'simulation.json'),
    clips: join(settings.cacheDir, 'clips', workloadDigest.slice(0, 16), 'clips.json'),
  };
}
