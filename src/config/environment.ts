import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

export type Variables = Readonly<Record<string, string>>;

/** The variables of this process, and those of a `.env` file in the working folder. */
export type Outside = { readonly env: Variables; readonly file: Variables };

/** Where a value came from; the earlier wins. */
export type Origin = 'flag' | 'env' | 'file' | 'default';

/** What the flags of a command may say about these settings. */
export type SettingFlags = {
  readonly config?: string | undefined;
  readonly stateDir?: string | undefined;
  readonly artifactsDir?: string | undefined;
  readonly logDir?: string | undefined;
  readonly logLevel?: string | undefined;
  readonly color?: string | undefined;
};

const logLevels = ['debug', 'info', 'warn', 'error'] as const;
const colors = ['auto', 'always', 'never'] as const;

/** Everything that comes from outside the config files. Folders are absolute. */
export type Settings = {
  /** dream.yaml; `configDir` holds it, `engines/` and `workloads/`. */
  readonly configFile: string;
  readonly configDir: string;
  readonly stateDir: string;
  readonly artifactsDir: string;
  readonly logDir: string;
  readonly logFile: string;
  readonly logLevel: (typeof logLevels)[number];
  readonly cacheDir: string;
  /** Python environment of the CPU engines: placeholder {cpuEnv} of config/engines/cpu.yaml. */
  readonly cpuEnvDir: string;
  /** Folder of the installed package: placeholder {package}. */
  readonly packageDir: string;
  readonly color: (typeof colors)[number];
  /** Exactly what engine processes inherit, CUDA included; nothing else reaches them. */
  readonly engineVariables: Variables;
  readonly origins: Readonly<Record<string, Origin>>;
};

const packageDir = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** The only place that reads `process.env`. */
export const readOutside = (folder: string = process.cwd()): Outside => ({
  env: withoutUndefined(process.env),
  file: readEnvFile(folder),
});

/** For our own child processes: all that this one got, with `extra` on top. */
export const childVariables = (extra: Variables = {}): Variables => ({
  ...withoutUndefined(process.env),
  ...extra,
});

/** Typed settings: flag > environment (`DREAM_*`) > `.env` > default. */
export function readSettings(flags: SettingFlags = {}, outside: Outside = readOutside()): Settings {
  const origins: Record<string, Origin> = {};
  const pick = (name: string, flag: string | undefined, variable: string, otherwise: string) => {
    const [origin, value] = firstOf(flag, variable, outside) ?? (['default', otherwise] as const);
    origins[name] = origin;
    return value;
  };
  const logDir = resolve(pick('logDir', flags.logDir, 'DREAM_LOG_DIR', 'logs/dream'));
  const stateDir = resolve(pick('stateDir', flags.stateDir, 'DREAM_STATE_DIR', '.dream'));
  const configFile = findConfig(
    pick('configFile', flags.config, 'DREAM_CONFIG', defaultConfigFile()),
  );
  return {
    configFile,
    configDir: dirname(configFile),
    stateDir,
    artifactsDir: resolve(
      pick('artifactsDir', flags.artifactsDir, 'DREAM_ARTIFACTS_DIR', 'artifacts/dream'),
    ),
    logDir,
    logFile: join(logDir, 'runner.log'),
    logLevel: oneOf(logLevels, 'info', pick('logLevel', flags.logLevel, 'DREAM_LOG_LEVEL', 'info')),
    cacheDir: resolve(
      pick('cacheDir', undefined, 'DREAM_CACHE_DIR', join(readXdgCache(outside.env), 'dream')),
    ),
    cpuEnvDir: resolve(pick('cpuEnvDir', undefined, 'DREAM_CPU_ENV', join(stateDir, 'cpu'))),
    packageDir,
    color: oneOf(colors, 'auto', flags.color ?? readColor(outside.env)),
    engineVariables: pickEngineVariables(outside.env),
    origins,
  };
}

function firstOf(flag: string | undefined, variable: string, outside: Outside) {
  const sources: readonly (readonly [Origin, string | undefined])[] = [
    ['flag', flag],
    ['env', outside.env[variable]],
    ['file', outside.file[variable]],
  ];
  for (const [origin, value] of sources) {
    if (value !== undefined && value !== '') {
      return [origin, value] as const;
    }
  }
  return undefined;
}

/** The working folder's own config comes first, then the one in the package. */
function defaultConfigFile(): string {
  const own = resolve('config/dream.yaml');
  return existsSync(own) ? own : join(packageDir, 'config/dream.yaml');
}

/** A folder stands for the dream.yaml in it. */
function findConfig(path: string): string {
  const full = resolve(path);
  const isFolder = statSync(full, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isFolder ? join(full, 'dream.yaml') : full;
}

const readXdgCache = (env: Variables): string => {
  const folder = env['XDG_CACHE_HOME'];
  return folder === undefined || !folder.startsWith('/')
    ? join(env['HOME'] ?? homedir(), '.cache')
    : folder;
};

/** https://no-color.org and CLICOLOR; FORCE_COLOR=0 switches off. */
function readColor(env: Variables): string {
  if ((env['NO_COLOR'] ?? '') !== '') {
    return 'never';
  }
  const force = env['FORCE_COLOR'] ?? env['CLICOLOR_FORCE'] ?? '';
  if (force !== '') {
    return force === '0' || force === 'false' ? 'never' : 'always';
  }
  return env['CLICOLOR'] === '0' || env['TERM'] === 'dumb' ? 'never' : 'auto';
}

const engineVariable =
  /^(PATH|HOME|USER|LANG|LC_[A-Z]+|TMPDIR|TZ|LD_LIBRARY_PATH|LD_PRELOAD|CUDA_[A-Z0-9_]+|NVIDIA_[A-Z0-9_]+|NCCL_[A-Z0-9_]+|HF_HOME|HF_HUB_CACHE|XDG_CACHE_HOME|XDG_RUNTIME_DIR|DOCKER_HOST)$/;

const pickEngineVariables = (env: Variables): Variables =>
  Object.fromEntries(Object.entries(env).filter(([name]) => engineVariable.test(name)));

/** A word that is none of the allowed ones counts as not given: logs and colours are no reason to stop. */
const oneOf = <T extends string>(allowed: readonly T[], otherwise: T, value: string): T =>
  allowed.find((candidate) => candidate === value) ?? otherwise;

function readEnvFile(folder: string): Variables {
  const file = join(folder, '.env');
  const isFile = statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
  return isFile ? withoutUndefined(parseEnv(readFileSync(file, 'utf8'))) : {};
}

const withoutUndefined = (values: NodeJS.Dict<string>): Variables =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
