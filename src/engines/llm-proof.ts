import { parsePrometheus, sumOf } from './prometheus.ts';
import type { Proof } from '../domain/observation.ts';
import type { Sample } from './prometheus.ts';

export type LlmProof = Proof['llm'];

export type Proved<T> =
  | { readonly kind: 'proved'; readonly proof: T }
  | { readonly kind: 'misapplied' | 'cpu-fallback'; readonly evidence: string };

/** What vLLM itself says of its share and its KV cache, against what was asked for. */
export function proveLlm(metrics: string, wantedPct: number): Proved<LlmProof> {
  const info = parsePrometheus(metrics).find(({ name }) => name === 'vllm:cache_config_info');
  if (info === undefined) {
    return { kind: 'misapplied', evidence: 'the server exposes no vllm:cache_config_info' };
  }
  const share = readNumber(info, 'gpu_memory_utilization');
  const kvTokens = readKvTokens(info);
  if (share === null || kvTokens === null) {
    return { kind: 'misapplied', evidence: 'vllm:cache_config_info lacks share or KV size' };
  }
  const utilizationPct = Math.round(share * 10_000) / 100;
  return Math.abs(utilizationPct - wantedPct) < 0.005
    ? { kind: 'proved', proof: { utilizationPct, kvTokens } }
    : {
        kind: 'misapplied',
        evidence: `the server runs with ${utilizationPct} % instead of ${wantedPct} %`,
      };
}

export type LlmCounters = {
  readonly preemptions: number | null;
  readonly waiting: number | null;
  readonly running: number | null;
};

/** null: this server does not count it. */
export function readLlmCounters(metrics: string): LlmCounters {
  const samples = parsePrometheus(metrics);
  return {
    preemptions: sumOf(samples, 'vllm:num_preemptions_total'),
    waiting: sumOf(samples, 'vllm:num_requests_waiting'),
    running: sumOf(samples, 'vllm:num_requests_running'),
  };
}

function readKvTokens(info: Sample): number | null {
  const tokens = readNumber(info, 'kv_cache_size_tokens');
  const blocks = readNumber(info, 'num_gpu_blocks');
  const blockSize = readNumber(info, 'block_size');
  const product = blocks === null || blockSize === null ? null : blocks * blockSize;
  return tokens ?? product;
}

function readNumber({ labels }: Sample, name: string): number | null {
  const text = labels[name] ?? '';
  const value = Number(text);
  return text.trim() === '' || !Number.isFinite(value) ? null : value;
}
