import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EngineSpec } from '../../src/contracts/schemas/profile.ts';
import { startEngine } from '../../src/engines/engine.ts';
import type { EngineRequest, EngineStart } from '../../src/engines/engine.ts';
import { fetchText } from '../../src/engines/readiness.ts';
import { silentLogger } from '../../src/telemetry/logger.ts';
import { guardFile, livingOf, newBench, standInFile, until } from './stand-in.ts';

let bench: ReturnType<typeof newBench>;

beforeEach(() => {
  bench = newBench();
});
afterEach(() => bench.clear());

const start = (
  args: readonly string[],
  more: Partial<EngineRequest> = {},
  readyTimeoutMs = 10_000,
): Promise<EngineStart> =>
  startEngine({
    role: 'llm',
    spec: EngineSpec.parse({
      command: ['{node}', standInFile, '--port={port}', ...args],
      environment: { OWN: 'of the profile' },
      knobs: {},
      servedModel: 'assistant',
      readyTimeoutMs,
    }),
    settings: {},
    marker: bench.marker,
    logFile: `${bench.folder}/engine.log`,
    guardFile,
    placeholders: { node: process.execPath },
    hostVariables: { PATH: process.env['PATH'] ?? '', LD_LIBRARY_PATH: '/opt/cuda/lib' },
    cudaDevice: '3',
    deadlineMs: null,
    logger: silentLogger,
    signal: undefined,
    isHeldByOthers: () => Promise.resolve(false),
    onLaunched: () => undefined,
    ...more,
  });

const startedOf = async (asked: Promise<EngineStart>) => {
  const result = await asked;
  if (result.kind === 'failed') {
    throw new Error(result.evidence);
  }
  return result.engine;
};

describe('an engine that starts', () => {
  test('sees exactly the environment that was meant for it', async () => {
    const engine = await startedOf(start([]));
    const seen: unknown = JSON.parse((await fetchText(`${engine.baseUrl}/environment`)) ?? '');
    expect(seen).toEqual({
      PATH: process.env['PATH'],
      LD_LIBRARY_PATH: '/opt/cuda/lib',
      OWN: 'of the profile',
      CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
      CUDA_VISIBLE_DEVICES: '3',
      DREAM_SESSION: bench.marker,
      VLLM_PROCESS_NAME_PREFIX: `dream-${bench.marker}`,
    });
    await engine.process.kill();
  });

  test('is ready when it answers, not when it runs', async () => {
    const engine = await startedOf(start(['--slow=600']));
    expect(engine.bootMs).toBeGreaterThanOrEqual(600);
    await engine.process.kill();
  });
});

describe('an engine that does not start', () => {
  test('is classified by its own words', async () => {
    const words = 'ValueError: No available memory for the cache blocks.';
    const wrapper = 'RuntimeError: Engine core initialization failed. See root cause above.';
    expect(await start([`--say=${words}\\n${wrapper}`, '--exit=1'])).toEqual({
      kind: 'failed',
      failure: 'infeasible',
      evidence: words,
    });
  });

  test('and a foreign holder of the card takes the blame from it', async () => {
    const isHeldByOthers = () => Promise.resolve(true);
    const words = 'ValueError: No available memory for the cache blocks.';
    const result = await start([`--say=${words}`, '--exit=1'], { isHeldByOthers });
    expect(result).toMatchObject({ failure: 'environment' });
  });

  test('in time is a hang, and nothing of it is left', async () => {
    const args = ['--health=503', '--say=loading', '--children=group,session'];
    expect(await start(args, {}, 700)).toEqual({
      kind: 'failed',
      failure: 'hang',
      evidence: 'loading',
    });
    expect(livingOf(bench.marker, [])).toEqual([]);
  });

  test('because it is not installed is said once and clearly', async () => {
    const placeholders = { node: '/nowhere/vllm' };
    await expect(start([], { placeholders })).rejects.toMatchObject({
      code: 'BINARY_MISSING',
      message: 'engine llm cannot be started: /nowhere/vllm (ENOENT)',
    });
  });

  test('with a secret in its arguments does not tell it', async () => {
    const result = await start([
      '--api-key=verySecretValue',
      '--say=bad --api-key=verySecretValue',
      '--exit=1',
    ]);
    expect(JSON.stringify(result)).not.toContain('verySecretValue');
    expect(result).toMatchObject({ failure: 'unknown', evidence: 'bad --api-key=[hidden]' });
  });

  test('because it was called off throws the reason, the engine gone', async () => {
    const calledOff = new AbortController();
    const asked = start(['--health=503'], { signal: calledOff.signal });
    await until('it runs', () => livingOf(bench.marker, []).length > 0);
    calledOff.abort(new Error('the cap'));
    await expect(asked).rejects.toThrow('the cap');
    expect(livingOf(bench.marker, [])).toEqual([]);
  });
});
