import type { ExperimentInput } from '../contracts/schemas/experiment-input.ts';
import type { Spec } from '../contracts/schemas/spec.ts';
import type { Origin, Settings } from './environment.ts';
import type { FoundExperiment } from './load-config.ts';

/** One line of `dream config show --resolved`. */
export type Explained = {
  readonly path: string;
  readonly value: string;
  readonly origin: Origin;
  /** The flag, variable or file that said it. */
  readonly from: string;
};

export type ExplainRequest = {
  readonly spec: Spec;
  readonly found: FoundExperiment;
  readonly input: ExperimentInput;
  readonly settings: Settings;
};

/** Every value in force and where it came from: settings first, then the spec, leaf by leaf. */
export function explainResolved(request: ExplainRequest): readonly Explained[] {
  const { settings, spec } = request;
  return [
    ...Object.entries(settings.origins).map(([name, origin]) => ({
      path: `settings.${name}`,
      value: String(readKey(settings, name)),
      origin,
      from: origin === 'env' || origin === 'file' ? variableOf(name) : origin,
    })),
    ...leavesOf(spec).map(([path, value]) => ({ path, value, ...originOf(path, request) })),
  ];
}

type Place = Pick<Explained, 'origin' | 'from'>;

function originOf(path: string, { found, input, spec }: ExplainRequest): Place {
  const section = path.split('.')[0] ?? '';
  const flag = flagOf(path, input);
  if (flag !== null) {
    return { origin: 'flag', from: flag };
  }
  if (profileSections.includes(section) || profilePaths.includes(path)) {
    return { origin: 'file', from: `engines/${spec.engines}.yaml` };
  }
  if (section === 'workload') {
    return { origin: 'file', from: `workloads/${spec.workload.name}.yaml` };
  }
  const wasWritten =
    section === 'seed'
      ? found.written.seed !== undefined
      : path !== 'budget.maxCapMs' || found.experiment.budget.maxCap !== undefined;
  return wasWritten
    ? { origin: 'file', from: section in found.experiment ? found.at([section]) : found.at([]) }
    : { origin: 'default', from: 'built in' };
}

const profileSections = [
  'costs',
  'memory',
  'productionOrder',
  'heartbeatMs',
  'clock',
  'planClock',
  'gpuClass',
  'profileDigest',
  'simulated',
  'target',
];
const profilePaths = ['budget.graceMs', 'budget.prepareLimitMs'];

function flagOf(path: string, { engines, overrides = {} }: ExperimentInput): string | null {
  const given: readonly (readonly [boolean, string, string])[] = [
    [engines !== undefined, 'engines', '--engines'],
    [overrides.capMs !== undefined, 'budget.capMs', '--cap'],
    [overrides.strategy !== undefined, 'strategy.name', '--strategy'],
    [overrides.seed !== undefined, 'seed', '--seed'],
    [overrides.workload !== undefined, 'workload.name', '--workload'],
    [overrides.sttTargetMs !== undefined, 'objectives.0.target', '--stt-target-ms'],
    [overrides.llmTargetMs !== undefined, 'objectives.1.target', '--llm-target-ms'],
    [overrides.continueAfter !== undefined, 'continueAfter', 'input'],
  ];
  return given.find(([isGiven, at]) => isGiven && at === path)?.[2] ?? null;
}

/** Lists of plain values are one leaf: nobody wants a line for each. */
function leavesOf(value: unknown, path = ''): readonly (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null || isPlainList(value)) {
    return [[path, typeof value === 'string' ? value : JSON.stringify(value)]];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    leavesOf(inner, path === '' ? key : `${path}.${key}`),
  );
}

const isPlainList = (value: object): boolean =>
  Array.isArray(value) &&
  value.every((item) => typeof item !== 'object' || Array.isArray(item) || item === null);

function variableOf(name: string): string {
  switch (name) {
    case 'configFile':
      return 'DREAM_CONFIG';
    case 'cpuEnvDir':
      return 'DREAM_CPU_ENV';
    default:
      return `DREAM_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
  }
}

const readKey = (value: object, key: string): unknown =>
  Object.getOwnPropertyDescriptor(value, key)?.value;
