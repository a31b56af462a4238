import type { Figure } from './figure.ts';
import { onStack } from './stack.ts';
import { coveredMs, isGpuStep, stepsOf, wallMsOf } from './steps.ts';
import type { Step } from './steps.ts';

type Seen = {
  readonly serverReadyMs: number;
  readonly workersReadyMs: number;
  readonly wallMs: number;
  readonly steps: readonly Step[];
  readonly peakMB: Readonly<Record<'control' | 'gpu', number | null>>;
};

const kinds = ['prepare', 'applyConfiguration', 'probeStt', 'probeLlm', 'probeCapacity'] as const;

/** What `{}` does on a fresh folder, from the history it leaves; and the workers' memory. */
export async function measureDefaultRun(runs: number): Promise<readonly Figure[]> {
  const all: Seen[] = [];
  for (let run = 0; run < runs; run += 1) all.push(await runOnce());
  const figure = (
    name: string,
    unit: Figure['unit'],
    of: (seen: Seen) => number | null,
    goal: number | null = null,
  ): Figure => ({
    id: 'default-run',
    name,
    unit,
    samples: all.flatMap((seen) => of(seen) ?? []),
    goal,
  });
  const seconds = (kind: string) => (seen: Seen) => sumMs(seen.steps, kind) / 1_000;
  return [
    figure('default run: wall', 's', ({ wallMs }) => wallMs / 1_000, 90),
    figure('  prepare', 's', seconds('prepare'), 15),
    ...kinds.slice(1).map((kind) => figure(`  ${kind}, all`, 's', seconds(kind))),
    figure('  one probeCapacity', 's', ({ steps }) => meanMs(steps, 'probeCapacity') / 1_000),
    figure(
      '  one applyConfiguration',
      's',
      ({ steps }) => meanMs(steps, 'applyConfiguration') / 1_000,
    ),
    figure('  Temporal and bookkeeping', '%', shareOf, 12),
    figure('  server start to ready, apart', 's', ({ serverReadyMs }) => serverReadyMs / 1_000),
    figure('  workers start to ready, apart', 's', ({ workersReadyMs }) => workersReadyMs / 1_000),
    {
      ...figure('memory of the control worker', 'MB', ({ peakMB }) => peakMB.control, 300),
      id: 'memory',
    },
    { ...figure('memory of the GPU worker', 'MB', ({ peakMB }) => peakMB.gpu, 300), id: 'memory' },
  ];
}

function runOnce(): Promise<Seen> {
  return onStack(async (stack) => {
    const beganMs = performance.now();
    const [control, gpu] = await Promise.all([
      stack.startWorker('control', 'simulated'),
      stack.startWorker('gpu', 'simulated'),
    ]);
    const workersReadyMs = performance.now() - beganMs;
    const { runId, firstRunId } = await stack.start('default-run', {});
    await stack.client.workflow.getHandle(runId).result();
    const events = await stack.history(runId, firstRunId);
    return {
      serverReadyMs: stack.serverReadyMs,
      workersReadyMs,
      wallMs: wallMsOf(events),
      steps: stepsOf(events),
      peakMB: { control: control.peakMB(), gpu: gpu.peakMB() },
    };
  });
}

const ran = (step: Step): number => step.endedMs - step.startedMs;

const sumMs = (steps: readonly Step[], kind: string): number =>
  steps.filter((step) => step.kind === kind).reduce((sum, step) => sum + ran(step), 0);

const meanMs = (steps: readonly Step[], kind: string): number =>
  sumMs(steps, kind) / Math.max(1, steps.filter((step) => step.kind === kind).length);

/** Wall time in which no step on the GPU and no preparation ran. */
const shareOf = ({ wallMs, steps }: Seen): number =>
  (100 * (wallMs - coveredMs(steps.filter(isGpuStep)))) / wallMs;
