import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { controlQueue, sessionWorkflowId } from '../../src/contracts/names.ts';
import type { Overrides } from '../../src/contracts/schemas/experiment-input.ts';
import type { ExperimentResult } from '../../src/contracts/workflows.ts';
import { startStack, until } from '../stack/real-stack.ts';

const shipped = fileURLToPath(new URL('../../config', import.meta.url));

type Tree = Record<string, unknown>;

/** One generation with room for the baseline alone. */
export const onlyBaseline = {
  ...{ name: 'r-zero', populations: [1], tournament: 1, survivors: 1 },
  ...{ elites: 1, fresh: 1, mutation: 25 },
};

export type ChaosConfig = {
  /** Engine profile that is changed, and used. */
  readonly engines: 'recorded' | 'simulated';
  /** Sections of the experiment instead of the shipped ones. */
  readonly experiment?: Tree;
  readonly profile?: (profile: Tree) => Tree;
  /** Fields of the workload; where none is given the shortest probe is used. */
  readonly workload?: Tree;
};

/** A real stack on a copy of the shipped config whose experiment is small. */
export async function startChaos(config: ChaosConfig) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dream chaos ')));
  writeConfig(folder, config);
  const stack = await startStack({ config: join(folder, 'dream.yaml') });
  const start = (workflowId: string, overrides: Overrides = {}) =>
    stack.client.workflow.start<(input: object) => Promise<ExperimentResult>>('experiment', {
      workflowId,
      taskQueue: controlQueue,
      args: [{ engines: config.engines, overrides }],
    });
  return {
    ...stack,
    start,
    /** Until the run's session waits for a GPU. */
    untilAsked: (workflowId: string) =>
      until(async () => {
        const session = stack.client.workflow.getHandle(sessionWorkflowId(workflowId));
        const description = await session.describe().catch(() => null);
        return description?.raw.pendingActivities?.some(({ state }) => state === 1);
      }, 30_000),
    startGpu: () => stack.startWorker('gpu', config.engines),
    startControl: () => stack.startWorker('control', config.engines),
    stop: async () => {
      await stack.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Chaos = Awaited<ReturnType<typeof startChaos>>;

function writeConfig(folder: string, config: ChaosConfig): void {
  cpSync(shipped, folder, { recursive: true });
  rewrite(join(folder, 'dream.yaml'), ({ experiments, ...rest }) => {
    const { spica_gpu_allocation: base } = experiments as Record<string, Tree>;
    return { ...rest, experiments: { spica_gpu_allocation: { ...base, ...config.experiment } } };
  });
  rewrite(join(folder, 'engines', `${config.engines}.yaml`), config.profile ?? ((same) => same));
  rewrite(join(folder, 'workloads', 'long-context.yaml'), (workload) => ({
    ...workload,
    ...shortProbe,
    ...config.workload,
  }));
}

const shortProbe = { referenceTurns: 4, maxRungs: 0, ladderMs: 500, stressMs: 500 };

function rewrite(file: string, change: (tree: Tree) => Tree): void {
  writeFileSync(file, stringify(change(parse(readFileSync(file, 'utf8')) as Tree)));
}
