import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ProcessProfile } from '../../src/contracts/schemas/profile.ts';
import { createCard } from '../../src/engines/create-card.ts';
import { createEngineHost } from '../../src/engines/engine-host.ts';
import { fillPlaceholders } from '../../src/engines/engine-command.ts';
import { openSessionRecord } from '../../src/engines/session-record.ts';
import { writeSimulation } from '../../src/engines/simulation-file.ts';
import { findProcesses, sweep } from '../../src/engines/sweep.ts';
import { silentLogger } from '../../src/telemetry/logger.ts';
import { guardFile, packageFolder } from './stand-in.ts';

export const simulatedProfile = ProcessProfile.parse(
  parse(readFileSync(join(packageFolder, 'config', 'engines', 'simulated.yaml'), 'utf8')),
);

/** A session of the simulated engines in a folder of its own; `faults` are flags of the simulator. */
export const openBench = async (
  faults: { readonly llm?: string; readonly stt?: string; readonly smi?: string } = {},
) => {
  const folder = mkdtempSync(join(tmpdir(), 'dream-host-'));
  const { engines, gpu, ...rest } = simulatedProfile;
  const withFault = (fault: string | undefined) =>
    fault === undefined ? [] : [`--fault=${fault}`];
  const profile: ProcessProfile = {
    ...rest,
    gpu: { ...gpu, nvidiaSmi: [...(gpu.nvidiaSmi ?? []), ...withFault(faults.smi)] },
    engines: {
      llm: { ...engines.llm, command: [...engines.llm.command, ...withFault(faults.llm)] },
      stt: { ...engines.stt, command: [...engines.stt.command, ...withFault(faults.stt)] },
    },
  };
  writeFileSync(join(folder, 'clips.json'), '[]');
  const record = openSessionRecord(folder, 'simulated');
  const placeholders = {
    node: process.execPath,
    package: packageFolder,
    config: join(packageFolder, 'config'),
    state: folder,
    gpu: '0',
    seed: '7',
    simulation: writeSimulation(record.folder, profile),
    clips: join(folder, 'clips.json'),
  };
  const env = { PATH: process.env['PATH'] ?? '' };
  const command = (profile.gpu.nvidiaSmi ?? []).map((word) => fillPlaceholders(word, placeholders));
  const card = createCard({ command, env, index: 0 });
  const openHost = () =>
    createEngineHost({
      profile,
      card,
      record,
      placeholders,
      hostVariables: env,
      guardFile,
      gpuIndex: 0,
      logger: silentLogger,
    });
  return {
    folder,
    profile,
    record,
    card,
    openHost,
    living: () => findProcesses({ marker: record.marker, known: [] }),
    clear: async () => {
      await sweep({ marker: record.marker, known: [] });
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

export const configurationOf = (level: number, model: string) => ({
  vllm_memory_pct: level,
  whisper_model: model,
});
