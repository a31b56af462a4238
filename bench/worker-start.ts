import type { Figure } from './figure.ts';
import { onStack } from './stack.ts';

/** From spawn to polling, with the prebuilt workflow bundle, one process at a time. */
export function measureWorkerStart(runs: number): Promise<readonly Figure[]> {
  return onStack(async (stack) => {
    const figures: Figure[] = [];
    for (const role of ['control', 'gpu'] as const) {
      const samples: number[] = [];
      const cpu: number[] = [];
      for (let run = 0; run < runs; run += 1) {
        const worker = await stack.startWorker(role, 'simulated');
        samples.push(worker.readyMs / 1_000);
        cpu.push(worker.readyCpuMs / 1_000);
        await worker.stop();
      }
      const name = `start of the ${role === 'gpu' ? 'GPU' : role} worker`;
      const figure = { id: 'worker-start', unit: 's' } as const;
      figures.push({ ...figure, name, samples, goal: 2 });
      figures.push({ ...figure, name: '  of it processor time', samples: cpu, goal: null });
    }
    return figures;
  });
}
