import { afterEach, describe, expect, test } from 'vitest';
import { DreamError } from '../../src/contracts/errors.ts';
import { isAlive, readCommandLine } from '../../src/engines/process-table.ts';
import { kill } from '../../src/engines/sweep.ts';
import { configurationOf, openBench } from './simulated-host.ts';
import { until } from './stand-in.ts';

let bench: Awaited<ReturnType<typeof openBench>>;

afterEach(() => bench.clear());

describe('applying a configuration', () => {
  test('explores with the LLM first and changes only what differs', async () => {
    bench = await openBench();
    const host = await bench.openHost();
    const first = await host.apply({
      configuration: configurationOf(50, 'base'),
      order: 'exploring',
    });
    expect(first).toMatchObject({
      kind: 'applied',
      startOrder: ['llm', 'stt'],
      boots: 1,
      restarts: 1,
      proof: { llm: { utilizationPct: 50 }, stt: { model: 'base', device: 'cuda' } },
    });
    const same = await host.apply({
      configuration: configurationOf(50, 'base'),
      order: 'exploring',
    });
    expect(same).toMatchObject({ kind: 'applied', boots: 0, restarts: 0, bootMs: 0, restartMs: 0 });
    const swap = await host.apply({
      configuration: configurationOf(50, 'tiny'),
      order: 'exploring',
    });
    expect(swap).toMatchObject({ boots: 0, restarts: 1, proof: { stt: { model: 'tiny' } } });
    const level = await host.apply({
      configuration: configurationOf(40, 'tiny'),
      order: 'exploring',
    });
    expect(level).toMatchObject({ boots: 1, restarts: 1, proof: { llm: { utilizationPct: 40 } } });
    expect(Object.keys(host.memory()?.kvTokens ?? {})).toEqual(['40', '50']);
    expect(await host.stop()).toMatchObject({ proven: true, usedMiB: 64 });
    expect(bench.living()).toEqual([]);
  });

  test('confirms with all engines anew, in production order', async () => {
    bench = await openBench();
    const host = await bench.openHost();
    const request = { configuration: configurationOf(50, 'small'), order: 'production' } as const;
    expect(await host.apply(request)).toMatchObject({ startOrder: ['stt', 'llm'], boots: 1 });
    expect(await host.apply(request)).toMatchObject({ boots: 1, restarts: 1 });
    await host.stop();
  });

  test('refuses what is outside the bounds while the old engines run on', async () => {
    bench = await openBench();
    const host = await bench.openHost();
    await host.apply({ configuration: configurationOf(50, 'tiny'), order: 'exploring' });
    const before = host.endpoints();
    const asked = host.apply({ configuration: configurationOf(71, 'tiny'), order: 'exploring' });
    await expect(asked).rejects.toMatchObject({ code: 'REFUSED' });
    expect(host.endpoints()).toEqual(before);
    await host.stop();
  });

  test('ends the boot at once when it is called off, and starts anew after that', async () => {
    bench = await openBench();
    const host = await bench.openHost();
    const calledOff = new AbortController();
    const configuration = configurationOf(50, 'tiny');
    const asked = host.apply({ configuration, order: 'exploring', signal: calledOff.signal });
    await until('an engine process', () => bench.living().length > 0);
    calledOff.abort(new Error('the cap'));
    await expect(asked).rejects.toThrow('the cap');
    expect(bench.living()).toEqual([]);
    expect(await host.apply({ configuration, order: 'exploring' })).toMatchObject({ boots: 1 });
    await host.stop();
  });
});

describe('what engines do wrong is a finding with evidence', () => {
  test('out of memory at the start', async () => {
    bench = await openBench({ llm: 'oom-at-start' });
    const host = await bench.openHost();
    const result = await host.apply({
      configuration: configurationOf(50, 'tiny'),
      order: 'exploring',
    });
    expect(result).toMatchObject({ kind: 'refused', fault: { kind: 'oom', engine: 'llm' } });
    expect(JSON.stringify(result)).toContain('CUDA out of memory');
    await host.stop();
  });

  test('out of memory under load, told by the log since the step began', async () => {
    bench = await openBench({ llm: 'oom-under-load' });
    const host = await bench.openHost();
    await host.apply({ configuration: configurationOf(50, 'tiny'), order: 'exploring' });
    const mark = host.mark();
    const { baseUrl, servedModel } = host.endpoints().llm;
    const messages = [{ role: 'user', content: 'What is the weather like? '.repeat(200) }];
    const body = JSON.stringify({ model: servedModel, messages, max_tokens: 64 });
    const ask = () => fetch(`${baseUrl}/v1/chat/completions`, { method: 'POST', body });
    await Promise.allSettled(Array.from({ length: 8 }, ask));
    const fault = await host.faultSince(mark);
    expect(fault).toMatchObject({ kind: 'oom', engine: 'llm' });
    expect(fault?.evidence).toContain('CUDA out of memory');
    await host.stop();
  });

  test('a speech server that fell back to the CPU twice', async () => {
    bench = await openBench({ stt: 'cpu-fallback' });
    const host = await bench.openHost();
    const result = await host.apply({
      configuration: configurationOf(50, 'tiny'),
      order: 'exploring',
    });
    expect(result).toMatchObject({
      kind: 'refused',
      fault: { kind: 'cpu-fallback', engine: 'stt', evidence: expect.stringContaining('cpu') },
    });
    await host.stop();
  });

  test('an engine that was killed from outside is lost, not at fault', async () => {
    bench = await openBench();
    const host = await bench.openHost();
    await host.apply({ configuration: configurationOf(50, 'tiny'), order: 'exploring' });
    const mark = host.mark();
    expect(await host.faultSince(mark)).toBeNull();
    const [leader] = bench.living().filter(({ pid, groupId }) => pid === groupId);
    kill(leader?.pid ?? 0, 'SIGKILL');
    await until('the death is known', () => host.alive() !== null);
    await expect(host.faultSince(mark)).rejects.toMatchObject({ code: 'ENGINE_LOST' });
    await host.stop();
  });
});

test.each(['EngineCore', 'Worker'])(
  'when %s alone is killed, the whole LLM is gone',
  async (name) => {
    bench = await openBench();
    const host = await bench.openHost();
    await host.apply({ configuration: configurationOf(50, 'tiny'), order: 'exploring' });
    const tree = bench.living();
    const child = tree.find(({ pid }) => readCommandLine(pid).includes(`-llm::${name}`));
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    kill(child?.pid ?? 0, 'SIGKILL');
    const ofLlm = tree.filter(({ groupId }) => groupId === child?.groupId);
    expect(ofLlm).toHaveLength(3);
    await until('none of the LLM lives', () => !ofLlm.some(isAlive), 4_500);
    await expect(host.faultSince({})).rejects.toMatchObject({ code: 'ENGINE_LOST' });
    await host.stop();
  },
);

describe('the card', () => {
  test('gives a series beside the probes and is empty in the end', async () => {
    bench = await openBench();
    const host = await bench.openHost();
    await host.apply({ configuration: configurationOf(50, 'base'), order: 'exploring' });
    const fromMs = performance.now();
    const sampler = host.startSampler({ periodMs: 100 });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const series = await sampler.stop([{ fromMs, toMs: performance.now() }]);
    expect(series.samples).toBeGreaterThan(5);
    expect(series.coveragePpm).toBeGreaterThan(500_000);
    expect(series.peakUsedMiB).toBe(12_288 / 2 + 1_024);
    expect(series.digest).toHaveLength(64);
    await host.stop();
  });

  test('held by another process is refused with pid, name and choices', async () => {
    bench = await openBench();
    const host = await bench.openHost();
    await host.apply({ configuration: configurationOf(50, 'base'), order: 'exploring' });
    const error: unknown = await bench.openHost().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DreamError);
    expect(error).toMatchObject({
      code: 'GPU_DIRTY',
      detail: {
        where: expect.stringMatching(/pid \d+ .*MiB/),
        fix: expect.stringContaining('choose another card'),
      },
    });
    await host.stop();
  });

  test('is free when the deadline has passed, without a word from the worker', async () => {
    bench = await openBench();
    const host = await bench.openHost();
    await host.apply({ configuration: configurationOf(50, 'base'), order: 'exploring' });
    host.setDeadline(300);
    await until('nothing lives', () => bench.living().length === 0);
    await expect(host.faultSince(host.mark())).rejects.toMatchObject({ code: 'ENGINE_LOST' });
    expect(await host.stop()).toMatchObject({ proven: true });
  });
});
