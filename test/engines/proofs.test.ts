import { describe, expect, test } from 'vitest';
import { proveLlm, readLlmCounters } from '../../src/engines/llm-proof.ts';
import { isMissingOnCard, proveStt } from '../../src/engines/stt-proof.ts';

const info = (labels: string): string => `vllm:cache_config_info{${labels}} 1.0\n`;
const health = (more: object = {}): string =>
  JSON.stringify({ model: 'base', device: 'cuda:0', compute_type: 'float16', ...more });
const wanted = {
  model: 'base',
  modelArgument: '/models/whisper-base',
  device: 'cuda',
  computeType: 'float16',
};

describe('the LLM proves its memory level', () => {
  test('by the share and the KV tokens that it reports', () => {
    const metrics = info('gpu_memory_utilization="0.55",kv_cache_size_tokens="6976"');
    expect(proveLlm(metrics, 55)).toEqual({
      kind: 'proved',
      proof: { utilizationPct: 55, kvTokens: 6976 },
    });
  });

  test('older servers tell blocks and block size instead', () => {
    const metrics = info('block_size="16",gpu_memory_utilization="0.5",num_gpu_blocks="436"');
    expect(proveLlm(metrics, 50)).toMatchObject({ proof: { kvTokens: 6976 } });
  });

  test.each([
    ['another share', info('gpu_memory_utilization="0.5",kv_cache_size_tokens="1"')],
    ['no share', info('kv_cache_size_tokens="1"')],
    ['an empty share', info('gpu_memory_utilization="",kv_cache_size_tokens="1"')],
    ['no KV size', info('gpu_memory_utilization="0.55",num_gpu_blocks="None"')],
    ['nothing', ''],
  ])('%s is a misapplied setting', (_what, metrics) => {
    expect(proveLlm(metrics, 55).kind).toBe('misapplied');
  });

  test('counters that a server does not have are null', () => {
    expect(readLlmCounters('vllm:num_requests_waiting{engine="0"} 0.0')).toEqual({
      preemptions: null,
      waiting: 0,
      running: null,
    });
  });
});

describe('the speech server proves model, device and compute type', () => {
  test('and a model may be named by its folder', () => {
    expect(proveStt(health({ model: 'whisper-base' }), wanted)).toEqual({
      kind: 'proved',
      proof: { model: 'base', device: 'cuda:0', computeType: 'float16' },
    });
  });

  test.each([
    ['cpu-fallback', { device: 'cpu' }],
    ['misapplied', { compute_type: 'float32' }],
    ['misapplied', { model: 'small' }],
    ['misapplied', { device: undefined }],
  ])('%s when it says %j', (kind, more) => {
    expect(proveStt(health(more), wanted).kind).toBe(kind);
  });

  test('int8 is proved with whatever float type is beside it, float16 by nothing else', () => {
    const int8 = { ...wanted, computeType: 'int8' };
    expect(proveStt(health({ compute_type: 'int8_float32' }), int8).kind).toBe('proved');
    expect(proveStt(health({ compute_type: 'int16' }), int8).kind).toBe('misapplied');
    expect(proveStt(health({ compute_type: 'int8_float16' }), wanted).kind).toBe('misapplied');
  });

  test('garbage proves nothing', () => {
    expect(proveStt('<html>', wanted).kind).toBe('misapplied');
  });
});

describe('the list of processes on the card', () => {
  const listed = [{ pid: 10, name: 'VLLM::Worker', usedMiB: 5_000 }];

  test('convicts where another of our engines is listed and the speech server is not', () => {
    expect(isMissingOnCard(listed, { stt: [20, 21], ours: [10, 20, 21] })).toBe(true);
    expect(isMissingOnCard(listed, { stt: [10], ours: [10] })).toBe(false);
  });

  test('proves nothing where none of ours is listed, as in a container', () => {
    expect(isMissingOnCard(listed, { stt: [20], ours: [20, 30] })).toBe(false);
    expect(isMissingOnCard([], { stt: [20], ours: [20] })).toBe(false);
  });
});
