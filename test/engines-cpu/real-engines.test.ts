import { afterEach, describe, expect, test } from 'vitest';
import type { ProcessProfile } from '../../src/contracts/schemas/profile.ts';
import { createEnginePair } from '../../src/engines/engine-pair.ts';
import { createKvCheck } from '../../src/engines/kv-check.ts';
import { readCommandLine } from '../../src/engines/process-table.ts';
import { kill } from '../../src/engines/sweep.ts';
import { until } from '../engines/stand-in.ts';
import { cpuEnv, cpuProfile, hasCpuEnv, openLoad, openRealBench } from './real-bench.ts';

const runsVllm = hasCpuEnv && process.env['RUN_VLLM'] === '1';
if (!hasCpuEnv) {
  console.warn(
    `SKIPPED: real engines; nothing in ${cpuEnv}. Make it: python3 engines/setup-cpu.py`,
  );
} else if (!runsVllm) {
  console.warn('SKIPPED: real vLLM (three boots of a minute). Run it: RUN_VLLM=1');
}

type Bench = Awaited<ReturnType<typeof openRealBench>>;
let bench: Bench | undefined;
const open = async (profile?: ProcessProfile): Promise<Bench> =>
  (bench = await openRealBench(profile));

afterEach(async () => {
  await bench?.clear();
  bench = undefined;
});

/** The pair of a session, of which these tests start the speech server alone. */
const openPair = async ({ options }: Bench) => {
  const { memory } = options.profile;
  const kvCheck = createKvCheck({ memory, totalMiB: memory.totalMiB, isPredictable: false });
  return createEnginePair(options, await options.card.use(), kvCheck);
};

const withSttFlags = (change: (word: string) => string): ProcessProfile => {
  const { llm, stt } = cpuProfile.engines;
  return { ...cpuProfile, engines: { llm, stt: { ...stt, command: stt.command.map(change) } } };
};

const signal = new AbortController().signal;

describe.skipIf(!hasCpuEnv)('the real Whisper server under the guard', { timeout: 120_000 }, () => {
  test('starts, proves its model, transcribes every clip and leaves nothing', async () => {
    const own = await open();
    const pair = await openPair(own);
    expect(await pair.stt.start({ whisper_model: 'tiny.en' }, signal)).toEqual({
      kind: 'proved',
      proof: { model: 'tiny.en', device: 'cpu', computeType: 'int8_float32' },
    });
    expect(own.living()).not.toEqual([]);
    const stt = pair.stt.current();
    if (stt === null) throw new Error('the engine is gone');
    const load = await openLoad({ stt, llm: stt });
    expect(await load.probeStt(signal)).toMatchObject({
      kind: 'observed',
      observation: { latencyUs: { kind: 'measured' }, transcripts: 8 },
    });
    const heard = await load.probeWords(signal);
    expect(heard).toMatchObject({
      kind: 'observed',
      observation: { words: { words: 71 }, transcripts: 5, failed: 0 },
    });
    await pair.stop();
    expect(own.living()).toEqual([]);
  });

  test('what this machine cannot compute is a fault of the host, not of a candidate', async () => {
    const own = await open(withSttFlags((word) => word.replace('int8', 'float16')));
    const pair = await openPair(own);
    const started = pair.stt.start({ whisper_model: 'tiny.en' }, signal);
    await expect(started).rejects.toMatchObject({ code: 'ENGINE_HOST_MISCONFIGURED' });
    expect(own.living()).toEqual([]);
  });

  test('another model than the one asked for is misapplied', async () => {
    const own = await open(withSttFlags((word) => word.replace('--alias=', '--model-name=')));
    const pair = await openPair(own);
    expect(await pair.stt.start({ whisper_model: 'tiny.en' }, signal)).toMatchObject({
      kind: 'refused',
      fault: { kind: 'misapplied', engine: 'stt' },
    });
    expect(own.living()).toEqual([]);
  });
});

describe.skipIf(!runsVllm)('the real vLLM under the guard', { timeout: 600_000 }, () => {
  test('starts beside Whisper, proves its share, answers, and takes all with it when it is killed', async () => {
    const own = await open();
    const host = await own.openHost();
    const configuration = { vllm_memory_pct: 15, whisper_model: 'tiny.en' };
    const applied = await host.apply({ configuration, order: 'exploring' });
    expect(applied).toMatchObject({
      kind: 'applied',
      startOrder: ['llm', 'stt'],
      proof: { llm: { utilizationPct: 15 }, stt: { model: 'tiny.en' } },
    });
    const load = await openLoad(host.endpoints());
    expect(await load.probeLlm(signal)).toMatchObject({
      kind: 'observed',
      observation: { latencyUs: { kind: 'measured' }, firstTokenUs: { kind: 'measured' } },
    });
    expect(await host.faultSince({})).toBeNull();
    const family = own.living('llm');
    const server = family.find(({ pid }) => readCommandLine(pid).includes('vllm\0serve'));
    expect(family.length).toBeGreaterThan(2);
    kill(server?.pid ?? 0, 'SIGKILL');
    await until('no process of the killed vLLM', () => own.living('llm').length === 0);
    await expect(host.faultSince({})).rejects.toMatchObject({ code: 'ENGINE_LOST' });
    expect(await host.stop()).toMatchObject({ proven: true });
    expect(own.living()).toEqual([]);
  });

  test.each([
    { level: 5, text: /on kv cache allocation is less than requested memory/ },
    { level: 99, text: /on startup is less than desired CPU memory utilization/ },
  ])('refuses $level % in words that make it infeasible', async ({ level, text }) => {
    const { llm, stt } = cpuProfile.engines;
    const knob = { ...cpuProfile.engines.llm.knobs['vllm_memory_pct'], min: 1, max: 99 };
    const knobs = { vllm_memory_pct: knob } as typeof llm.knobs;
    const own = await open({ ...cpuProfile, engines: { llm: { ...llm, knobs }, stt } });
    const host = await own.openHost();
    const configuration = { vllm_memory_pct: level, whisper_model: 'tiny.en' };
    expect(await host.apply({ configuration, order: 'exploring' })).toEqual({
      kind: 'refused',
      fault: { kind: 'infeasible', engine: 'llm', evidence: expect.stringMatching(text) },
    });
    expect(await host.stop()).toMatchObject({ proven: true });
  });
});
