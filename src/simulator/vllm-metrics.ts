import type { LlmEngine, LlmTiming } from './llm-engine.ts';
import { blockSize } from './llm-engine.ts';
import type { Booted } from './vllm-booted.ts';
import type { Chat } from './vllm-chat.ts';

/** Counters in vLLM 0.32's names, as the Prometheus text of `/metrics`. */
export type Metrics = {
  firstToken(seconds: number): void;
  finished(asked: Chat, timing: LlmTiming, seconds: number): void;
  aborted(): void;
  text(): string;
};

type Histogram = { sum: number; count: number };

export const createMetrics = (booted: Booted, engine: LlmEngine): Metrics => {
  const firstToken: Histogram = { sum: 0, count: 0 };
  const whole: Histogram = { sum: 0, count: 0 };
  const queue: Histogram = { sum: 0, count: 0 };
  let promptTokens = 0;
  let generationTokens = 0;
  let aborted = 0;
  return {
    firstToken: (seconds) => observe(firstToken, seconds),
    finished: (asked, timing, seconds) => {
      observe(whole, seconds);
      observe(queue, timing.totalMs > 0 ? (seconds * timing.queueMs) / timing.totalMs : 0);
      promptTokens += asked.promptTokens;
      generationTokens += asked.maxTokens;
    },
    aborted: () => {
      aborted += 1;
    },
    text: () => {
      const { running, waiting, blocks, usedBlocks, preemptions } = engine.counts();
      const labels = `engine="0",model_name="${booted.options.model}"`;
      const usage = blocks === 0 ? 0 : usedBlocks / blocks;
      return [
        ...family('vllm:num_requests_running', 'gauge', labels, running),
        ...family('vllm:num_requests_waiting', 'gauge', labels, waiting),
        ...family('vllm:kv_cache_usage_perc', 'gauge', labels, usage),
        ...family('vllm:num_preemptions_total', 'counter', labels, preemptions),
        ...family('vllm:prefix_cache_queries_total', 'counter', labels, promptTokens),
        ...family('vllm:prefix_cache_hits_total', 'counter', labels, 0),
        ...family('vllm:prompt_tokens_total', 'counter', labels, promptTokens),
        ...family('vllm:generation_tokens_total', 'counter', labels, generationTokens),
        '# TYPE vllm:request_success_total counter',
        `vllm:request_success_total{${labels},finished_reason="length"} ${whole.count}`,
        `vllm:request_success_total{${labels},finished_reason="stop"} 0`,
        `vllm:request_success_total{${labels},finished_reason="abort"} ${aborted}`,
        ...histogram('vllm:time_to_first_token_seconds', labels, firstToken),
        ...histogram('vllm:e2e_request_latency_seconds', labels, whole),
        ...histogram('vllm:request_queue_time_seconds', labels, queue),
        '# TYPE vllm:cache_config_info gauge',
        `vllm:cache_config_info{${cacheLabels(booted)}} 1.0`,
        '',
      ].join('\n');
    },
  };
};

const cacheLabels = ({ options, kvTokens }: Booted): string =>
  Object.entries({
    block_size: blockSize,
    cache_dtype: 'auto',
    enable_prefix_caching: 'True',
    engine: 0,
    gpu_memory_utilization: options.ratio,
    kv_cache_max_concurrency: kvTokens / options.maxModelLength,
    kv_cache_memory_bytes: 'None',
    kv_cache_size_tokens: kvTokens,
    num_gpu_blocks: kvTokens / blockSize,
    num_gpu_blocks_override: 'None',
    swap_space: 'None',
  })
    .map(([name, value]) => `${name}="${value}"`)
    .join(',');

const family = (name: string, type: string, labels: string, value: number): readonly string[] => [
  `# TYPE ${name} ${type}`,
  `${name}{${labels}} ${value}`,
];

const histogram = (name: string, labels: string, { sum, count }: Histogram): readonly string[] => [
  `# TYPE ${name} histogram`,
  `${name}_bucket{${labels},le="+Inf"} ${count}`,
  `${name}_sum{${labels}} ${sum}`,
  `${name}_count{${labels}} ${count}`,
];

const observe = (into: Histogram, seconds: number): void => {
  into.sum += seconds;
  into.count += 1;
};
