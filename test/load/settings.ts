import type { Workload } from '../../src/contracts/schemas/workload.ts';
import type { Clip } from '../../src/load/index.ts';
import { createClock } from '../../src/load/index.ts';
import type { LoadSetting } from '../../src/load/index.ts';
import type { TestServer } from './servers.ts';

export function wav(seconds: number, sampleRateHz = 8_000): Uint8Array {
  const dataBytes = Math.round(seconds * sampleRateHz) * 2;
  const file = Buffer.alloc(44 + dataBytes);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(36 + dataBytes, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(sampleRateHz, 24);
  file.writeUInt32LE(sampleRateHz * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(dataBytes, 40);
  return file;
}

const clip = (name: string, text: string, seconds: number): Clip => ({
  name,
  text,
  digest: name,
  durationMs: seconds * 1_000,
  bytes: wav(seconds),
});

export const short = clip('short.wav', 'hello', 0.2);
export const long = clip('long.wav', 'hello', 0.5);

export const workload: Workload = {
  name: 'test',
  speech: { kind: 'folder', path: 'clips' },
  promptTokens: 64,
  maxTokens: 4,
  referenceConcurrency: 4,
  ceilingConcurrency: 16,
  referenceTurns: 8,
  maxRungs: 3,
  ladderMs: 4_000,
  stressMs: 500,
  requestTimeoutMs: 2_000,
};

export type Engines = { readonly stt: TestServer; readonly llm: TestServer };

export function settingFor(engines: Engines, change: Partial<LoadSetting> = {}): LoadSetting {
  const healthPath = '/health';
  return {
    endpoints: {
      stt: { baseUrl: engines.stt.url, model: 'whisper', healthPath },
      llm: { baseUrl: engines.llm.url, model: 'toy', healthPath },
    },
    workload,
    clips: { clips: [short, long], longest: long },
    clock: createClock(),
    targets: { sttLatencyUs: 200_000, llmLatencyUs: 400_000 },
    seed: 'test',
    ...change,
  };
}
