import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { z } from 'zod';

export type Machine = {
  readonly cores: number;
  readonly cpu: string;
  readonly memoryGiB: number;
  readonly node: string;
  readonly temporalSdk: string;
  readonly temporalServer: string;
  /** 1, 5 and 15 minutes, before the first figure. */
  readonly loadBefore: readonly number[];
};

/** What the figures were measured on: without it they say nothing. */
export function describeMachine(temporalServer: string): Machine {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    temporalSdk: sdkVersion(),
    temporalServer,
    loadBefore: loadNow(),
  };
}

export const loadNow = (): readonly number[] => loadavg().map((load) => Number(load.toFixed(2)));

export function renderMachine(machine: Machine): string {
  const { cores, cpu, memoryGiB, node, temporalSdk, temporalServer, loadBefore } = machine;
  return [
    `machine   ${cores} cores, ${cpu}, ${memoryGiB} GiB`,
    `versions  node ${node}, Temporal SDK ${temporalSdk}, Temporal server ${temporalServer}`,
    `load      ${loadBefore.join(' ')} before (1, 5, 15 minutes; 0 is a quiet machine)`,
    '',
  ].join('\n');
}

const Package = z.object({ version: z.string() });

function sdkVersion(): string {
  const file = createRequire(import.meta.url).resolve('@temporalio/client/package.json');
  return Package.parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}
