import { afterEach, describe, expect, test } from 'vitest';
import { createCard } from '../../src/engines/create-card.ts';
import { createNvidiaSmi } from '../../src/engines/nvidia-smi.ts';
import { openBench } from './simulated-host.ts';

let bench: Awaited<ReturnType<typeof openBench>> | undefined;

afterEach(() => bench?.clear());

const env = { PATH: process.env['PATH'] ?? '' };

describe('a card that answers', () => {
  test('is described with the fingerprint of its class', async () => {
    bench = await openBench();
    expect(await bench.card.describe()).toEqual({
      uuid: 'GPU-51a0d1ed-0000-4000-8000-000000000001',
      name: 'Simulated 12 GB',
      driver: '570.00',
      totalMiB: 12_288,
      fingerprint: 'Simulated 12 GB|12288 MiB|570.00',
    });
  });

  test('tells what is used, and by whom', async () => {
    bench = await openBench();
    expect(await bench.card.use()).toEqual({ totalMiB: 12_288, usedMiB: 64, processes: [] });
  });

  test('a card without nvidia-smi is the memory of the host', async () => {
    const card = createCard({ command: null, env, index: 0 });
    const { totalMiB, usedMiB } = await card.use();
    expect(usedMiB).toBeGreaterThan(0);
    expect(usedMiB).toBeLessThan(totalMiB);
    const sampler = card.startSampler(20, () => []);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const [sample] = await sampler.stop();
    expect(sample).toMatchObject({ busyPct: null, watt: null });
  });
});

describe('a card that does not answer', () => {
  test('a missing nvidia-smi is said with what to do', async () => {
    const card = createCard({ command: ['/nowhere/nvidia-smi'], env, index: 0 });
    await expect(card.describe()).rejects.toMatchObject({
      code: 'NVIDIA_SMI_MISSING',
      message: '/nowhere/nvidia-smi was not found',
      detail: { fix: expect.stringContaining('PATH') },
    });
  });

  test('garbage is no figure', async () => {
    bench = await openBench({ smi: 'garbage' });
    await expect(bench.card.use()).rejects.toMatchObject({ code: 'NVIDIA_SMI_FAILED' });
  });

  test('a driver that is not loaded is named by its exit code', async () => {
    bench = await openBench({ smi: 'no-driver' });
    await expect(bench.card.use()).rejects.toMatchObject({
      code: 'NVIDIA_SMI_FAILED',
      detail: { why: 'the NVIDIA driver is not loaded' },
    });
  });

  test('a call that hangs and ignores SIGTERM is given up after three misses', async () => {
    const command = ['bash', '-c', 'trap "" TERM; while :; do sleep 0.2; done'];
    const smi = createNvidiaSmi({ command, env, timeoutMs: 200 });
    await expect(smi.call([])).rejects.toMatchObject({ code: 'GPU_UNRESPONSIVE' });
  });

  test('a secret on its command line never gets into an error', async () => {
    const command = ['bash', '-c', 'echo failed for --api-key verySecretValue >&2; exit 9'];
    const smi = createNvidiaSmi({ command, env });
    const error: unknown = await smi
      .call(['--token', 'verySecretValue'])
      .catch((one: unknown) => one);
    expect(error).toMatchObject({ code: 'NVIDIA_SMI_FAILED' });
    expect(JSON.stringify([error, String(error)])).not.toContain('verySecretValue');
  });
});
