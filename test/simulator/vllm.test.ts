import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { openCard } from '../../src/simulator/card.ts';
import { processStart } from '../../src/simulator/process-start.ts';
import {
  askChat,
  eventually,
  freePort,
  openBench,
  question,
  readJson,
  readSimulation,
  startVllm,
  status,
} from './start-engine.ts';
import type { Bench } from './start-engine.ts';

const limitMs = 60_000;
const truth = readSimulation('simulated');
type Chunk = {
  readonly choices: readonly {
    readonly delta: { readonly content: string };
    readonly finish_reason: string | null;
  }[];
  readonly usage?: object;
};
type Completion = {
  readonly choices: readonly { readonly message: { readonly content: string } }[];
  readonly usage: { readonly completion_tokens: number };
};

let bench: Bench = openBench();

afterEach(async () => {
  await bench.close();
  bench = openBench();
});

const card = () => openCard(bench.state, truth.card);

const metric = async (url: string, name: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name}\\{[^}]*\\} (\\S+)$`, 'm').exec(text)?.[1]);
};

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);

/** The pids of EngineCore and Worker, once both have taken their names. */
const treeOf = async (pid: number): Promise<{ engineCore: number; worker: number }> => {
  const named = (at: number): number =>
    childrenOf(at).find((child) =>
      readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('TRIAL7::'),
    ) ?? 0;
  await eventually(() => named(pid) > 0 && named(named(pid)) > 0);
  return { engineCore: named(pid), worker: named(named(pid)) };
};

test(
  'a streamed answer has a role event, content, usage and the end mark',
  { timeout: limitMs },
  async () => {
    const { url } = await startVllm(bench);
    const body = { ...question(20, 12), stream: true, stream_options: { include_usage: true } };
    const text = await (await askChat(url, body)).text();
    const events = text
      .trim()
      .split('\n\n')
      .map((event) => event.replace(/^data: /, ''));
    expect(events.at(-1)).toBe('[DONE]');
    const chunks = events.slice(0, -1).map((event) => JSON.parse(event) as Chunk);
    expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '' });
    const said = chunks
      .slice(1, -2)
      .map((chunk) => chunk.choices[0]?.delta.content)
      .join('');
    expect(said.trim().split(' ')).toHaveLength(12);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('length');
    expect(chunks.at(-1)?.usage).toEqual({
      prompt_tokens: 20,
      completion_tokens: 12,
      total_tokens: 32,
    });
  },
);

test('an answer without streaming is one body', { timeout: limitMs }, async () => {
  const { url } = await startVllm(bench);
  const answer = await readJson<Completion>(await askChat(url, question(5, 9)));
  expect(answer.choices[0]?.message.content.trim().split(' ')).toHaveLength(9);
  expect(answer.usage.completion_tokens).toBe(9);
});

test('the metrics prove the level and grow with the requests', { timeout: limitMs }, async () => {
  const { url } = await startVllm(bench);
  await (await askChat(url, question(30, 8))).text();
  const text = await (await fetch(`${url}/metrics`)).text();
  const info = /^vllm:cache_config_info\{(.*)\} 1\.0$/m.exec(text)?.[1] ?? '';
  expect(info).toContain('gpu_memory_utilization="0.5"');
  expect(info).toContain('block_size="16"');
  expect(info).toContain('num_gpu_blocks="276"');
  expect(info).toContain('kv_cache_size_tokens="4416"');
  expect(await metric(url, 'vllm:prompt_tokens_total')).toBe(30);
  expect(await metric(url, 'vllm:generation_tokens_total')).toBe(8);
  expect(await metric(url, 'vllm:num_requests_running')).toBe(0);
});

test('requests beyond the KV blocks wait', { timeout: limitMs }, async () => {
  const { url } = await startVllm(bench);
  const asked = [1, 2, 3, 4].map(async () => (await askChat(url, question(1_500, 64))).text());
  await eventually(async () => (await metric(url, 'vllm:num_requests_waiting')) === 2);
  expect(await metric(url, 'vllm:num_requests_running')).toBe(2);
  await Promise.all(asked);
  expect(await metric(url, 'vllm:num_requests_waiting')).toBe(0);
});

test('a request longer than the model allows is refused', { timeout: limitMs }, async () => {
  const { url } = await startVllm(bench);
  const answer = await askChat(url, question(1_590, 64));
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain('maximum context length is 1600 tokens');
});

test('a client that leaves frees its place', { timeout: limitMs }, async () => {
  const { url } = await startVllm(bench);
  const leave = new AbortController();
  const body = JSON.stringify({ ...question(500, 1_000), stream: true });
  const asked = fetch(`${url}/v1/chat/completions`, { method: 'POST', body, signal: leave.signal });
  await asked;
  expect(await metric(url, 'vllm:num_requests_running')).toBe(1);
  leave.abort();
  await eventually(async () => (await metric(url, 'vllm:num_requests_running')) === 0);
});

test('the Worker has the memory of the level', { timeout: limitMs }, async () => {
  const { pid } = await startVllm(bench);
  const { worker } = await treeOf(pid);
  expect(card().entries()).toMatchObject([{ pid: worker, name: 'VLLM::Worker', memoryMiB: 6_144 }]);
});

test(
  'a start beside too much memory is refused in the words of vLLM',
  { timeout: limitMs },
  async () => {
    const holder = card().hold({ pid: process.pid, name: 'python', role: 'foreign' });
    holder.take(8_000);
    const argv = ['serve', 'assistant', '--gpu-memory-utilization=0.60'];
    const refused = bench.start('vllm', ...argv);
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toMatch(
      /ValueError: Free memory on device cuda:0 \(4\.13\/12\.00 GiB\) on startup is less than desired GPU memory utilization \(0\.6, 7\.20 GiB\)\./,
    );
    expect(refused.output()).toMatch(
      /RuntimeError: Engine core initialization failed\. See root cause above\./,
    );
  },
);

test(
  'a level without room for KV blocks is refused in the words of vLLM',
  { timeout: limitMs },
  async () => {
    const refused = bench.start('vllm', 'serve', 'assistant', '--gpu-memory-utilization=0.30');
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toContain('ValueError: No available memory for the cache blocks.');
    await eventually(() => card().usedMiB() === truth.card.residentMiB);
  },
);

test('a level too small for one request says how much it needs', { timeout: limitMs }, async () => {
  const argv = ['--gpu-memory-utilization=0.40', '--max-model-len=4096'];
  const refused = bench.start('vllm', 'serve', 'assistant', ...argv);
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toMatch(
    /\(2\.00 GiB KV cache is needed, which is larger than the available KV cache memory \(0\.96 GiB\)/,
  );
});

test(
  'memory freed by a neighbour while vLLM profiles ends the boot',
  { timeout: limitMs },
  async () => {
    const slow = ['--gpu-memory-utilization=0.50', '--fault', 'slow-start'];
    const holder = card().hold({ pid: process.pid, name: 'python', role: 'foreign' });
    holder.take(1_000);
    const started = bench.start('vllm', 'serve', 'assistant', '--max-model-len=1600', ...slow);
    await eventually(() =>
      card()
        .entries()
        .some(({ role }) => role === 'llm'),
    );
    holder.take(10);
    expect(await started.ended).toBe(1);
    expect(started.output()).toContain('Error in memory profiling. Initial free memory');
  },
);

test('the port opens only after the engine is up', { timeout: limitMs }, async () => {
  const port = await freePort();
  const argv = ['--max-model-len=1600', '--gpu-memory-utilization=0.50', '--fault', 'slow-start'];
  bench.start('vllm', 'serve', 'assistant', '--port', String(port), ...argv);
  await eventually(() => card().usedMiB() > truth.card.residentMiB);
  expect(await status(`http://127.0.0.1:${port}/health`)).toBeNull();
  await eventually(async () => (await status(`http://127.0.0.1:${port}/health`)) === 200);
});

test(
  'SIGKILL of the API server leaves its children with their memory',
  { timeout: limitMs },
  async () => {
    const { child, pid, ended } = await startVllm(bench);
    const { engineCore, worker } = await treeOf(pid);
    child.kill('SIGKILL');
    await ended;
    expect(processStart(engineCore)).not.toBeNull();
    expect(readFileSync(`/proc/${worker}/cmdline`, 'utf8')).toContain('TRIAL7::Worker');
    expect(readFileSync(`/proc/${worker}/environ`, 'utf8')).toBe('');
    expect(card().usedMiB()).toBe(truth.card.residentMiB + 6_144);
    process.kill(engineCore, 'SIGKILL');
    await eventually(() => card().usedMiB() === truth.card.residentMiB);
  },
);

test('SIGTERM ends the whole tree and gives the memory back', { timeout: limitMs }, async () => {
  const { child, pid, ended, output } = await startVllm(bench);
  const { engineCore, worker } = await treeOf(pid);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  await eventually(() => processStart(engineCore) === null && processStart(worker) === null);
  expect(card().usedMiB()).toBe(truth.card.residentMiB);
  expect(output()).toContain('EngineDeadError');
});

test(
  'a peak that finds no room kills the engine and /health says 503',
  { timeout: limitMs },
  async () => {
    const { url, output } = await startVllm(bench, '--gpu-memory-utilization=0.60');
    const holder = card().hold({ pid: process.pid, name: 'python', role: 'foreign' });
    holder.take(2_200);
    const asked = [1, 2, 3, 4].map(() => askChat(url, question(1_500, 64)));
    const answers = await Promise.all(asked);
    expect(answers.map((answer) => answer.status)).toEqual([500, 500, 500, 500]);
    expect(await answers[0]?.text()).toContain('EngineCore encountered an issue');
    expect(await status(`${url}/health`)).toBe(503);
    expect(output()).toMatch(/CUDA out of memory\. Tried to allocate 2\.91 GiB\./);
    expect(output()).toContain('EngineDeadError');
    await eventually(() => card().usedMiB() === truth.card.residentMiB + 2_200);
  },
);

test(
  'fault oom-at-start ends the boot with an out-of-memory text',
  { timeout: limitMs },
  async () => {
    const refused = bench.start('vllm', 'serve', 'assistant', '--fault', 'oom-at-start');
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toContain('CUDA out of memory. Tried to allocate');
  },
);

test('fault hang keeps /health well and answers nothing', { timeout: limitMs }, async () => {
  const { url } = await startVllm(bench, '--fault', 'hang');
  const signal = AbortSignal.timeout(1_500);
  const body = JSON.stringify(question(3, 1));
  const asked = fetch(`${url}/v1/chat/completions`, { method: 'POST', body, signal });
  await expect(asked).rejects.toThrow(/timeout/);
  expect(await status(`${url}/health`)).toBe(200);
});

test('fault crash-after ends the server at the next request', { timeout: limitMs }, async () => {
  const { url, ended } = await startVllm(bench, '--fault', 'crash-after=1');
  await (await askChat(url, question(3, 2))).text();
  await expect(askChat(url, question(3, 2))).rejects.toThrow('fetch failed');
  expect(await ended).toBe(1);
  await eventually(() => card().usedMiB() === truth.card.residentMiB);
});

test('fault garbage answers 200 with what is no answer', { timeout: limitMs }, async () => {
  const { url } = await startVllm(bench, '--fault', 'garbage');
  const answer = await askChat(url, question(3, 2));
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe('<html>NaN</html>');
});

test('an engine that waits takes almost no processor time', { timeout: limitMs }, async () => {
  const { pid } = await startVllm(bench);
  const { worker } = await treeOf(pid);
  const ticks = (at: number): number => {
    const fields = readFileSync(`/proc/${at}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return Number(fields[11]) + Number(fields[12]);
  };
  const before = ticks(pid) + ticks(worker);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(ticks(pid) + ticks(worker) - before).toBeLessThan(40);
});
