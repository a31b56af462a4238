import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { ProcessProfile } from '../../src/contracts/schemas/profile.ts';
import { Workload } from '../../src/contracts/schemas/workload.ts';
import { createCard } from '../../src/engines/create-card.ts';
import { createEngineHost } from '../../src/engines/engine-host.ts';
import type { Endpoint, EngineHostOptions } from '../../src/engines/host-types.ts';
import { openSessionRecord } from '../../src/engines/session-record.ts';
import { findProcesses, sweep } from '../../src/engines/sweep.ts';
import { createClock, createLoad, readClipSet } from '../../src/load/index.ts';
import { silentLogger } from '../../src/telemetry/logger.ts';
import { guardFile, packageFolder } from '../engines/stand-in.ts';

const config = join(packageFolder, 'config');
const readYaml = (file: string): unknown => parse(readFileSync(join(config, file), 'utf8'));

/** What engines/setup-cpu.py made. */
export const cpuEnv = resolve(packageFolder, process.env['DREAM_CPU_ENV'] ?? '.dream/cpu');
export const hasCpuEnv = existsSync(join(cpuEnv, 'venv', 'bin', 'python'));
export const cpuProfile = ProcessProfile.parse(readYaml('engines/cpu.yaml'));
const workload = Workload.parse(readYaml('workloads/librivox.yaml'));

/** A session on the host's memory in a folder of its own, with the engines of `profile`. */
export const openRealBench = async (profile: ProcessProfile = cpuProfile) => {
  const folder = mkdtempSync(join(tmpdir(), 'dream-cpu-'));
  const record = openSessionRecord(folder, 'host');
  const options: EngineHostOptions = {
    profile,
    card: createCard({ command: null, env: {}, index: 0 }),
    record,
    placeholders: { package: packageFolder, config, state: folder, cpuEnv, seed: '7', gpu: '0' },
    hostVariables: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? folder },
    guardFile,
    gpuIndex: 0,
    logger: silentLogger,
  };
  return {
    options,
    openHost: () => createEngineHost(options),
    living: (role?: 'llm' | 'stt') =>
      findProcesses({
        marker: role === undefined ? record.marker : `${record.marker}-${role}`,
        known: [],
      }),
    clear: async () => {
      await sweep({ marker: record.marker, known: [] });
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** The experiment's own load on these endpoints. */
export const openLoad = async (endpoints: Readonly<Record<'llm' | 'stt', Endpoint>>) => {
  const read = await readClipSet(join(config, 'workloads', 'librivox'));
  if (read.kind === 'bad') {
    throw new Error(`${read.where}: ${read.reason}`);
  }
  const withHealth = ({ baseUrl, servedModel }: Endpoint) => ({
    baseUrl,
    model: servedModel,
    healthPath: '/health',
  });
  return createLoad({
    endpoints: { llm: withHealth(endpoints.llm), stt: withHealth(endpoints.stt) },
    workload,
    clips: read.set,
    clock: createClock(),
    targets: { sttLatencyUs: 2_000_000, llmLatencyUs: 1_000_000 },
    seed: 'real-engines',
  });
};
