import { describe, expect, test } from 'vitest';
import { classify, findMemoryFault, isWordless } from '../../src/engines/classify.ts';
import type { FailureFacts } from '../../src/engines/classify.ts';

const wrapper = 'RuntimeError: Engine core initialization failed. See root cause above.';
const gpuRefused =
  'ValueError: Free memory on device cuda:0 (5.2/11.6 GiB) on startup is less than desired GPU memory utilization (0.6, 6.96 GiB). Decrease GPU memory utilization.';
const cpuRefused =
  'ValueError: Available memory on node 0 (8.94/13.34 GiB) on startup is less than desired CPU memory utilization (0.99, 13.2 GiB).';
const kvPair = (left: string): string =>
  `ValueError: Available memory on node 0 (8.79/13.34 GiB) on kv cache allocation is less than requested memory for kv (${left}/0.05 GiB). Reduce CPU memory used by other processes.`;

const facts = (output: string, more: Partial<FailureFacts> = {}): FailureFacts => ({
  output,
  exit: { code: 1, signal: null },
  isHeldByOthers: false,
  patterns: [],
  ...more,
});

describe('every known text has its class', () => {
  test.each([
    [gpuRefused, 'infeasible'],
    [cpuRefused, 'infeasible'],
    ['ValueError: No available memory for the cache blocks. Try increasing it.', 'infeasible'],
    [
      'ValueError: To serve at least one request (2048), 0.11 GiB KV cache is needed, which is larger than the available KV cache memory (0.05 GiB).',
      'infeasible',
    ],
    [kvPair('-1.11'), 'infeasible'],
    [kvPair('0.02'), 'environment'],
    ['AssertionError: Error in memory profiling. Initial free memory 5.1 GiB', 'environment'],
    ['torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.', 'oom'],
    ['RuntimeError: CUDA failed with error out of memory', 'oom'],
    ['RuntimeError: cuBLAS failed with status CUBLAS_STATUS_ALLOC_FAILED', 'oom'],
    ['ggml_backend_cuda_buffer_type_alloc_buffer: cudaMalloc failed: out of memory', 'oom'],
    ['ValueError: This CTranslate2 package was not compiled with CUDA support', 'misconfigured'],
    [
      'ValueError: Requested float16 compute type, but the target device or backend do not support efficient float16 computation.',
      'misconfigured',
    ],
    [
      'RuntimeError: Not enough memory. Please try to increase --mem-fraction-static.',
      'infeasible',
    ],
    ['NVRM: Xid (PCI:0000:01:00): 79, GPU has fallen off the bus.', 'environment'],
    ['OSError: [Errno 98] Address already in use', 'environment'],
    ['vllm: error: unrecognized arguments: --gpu-mem', 'misconfigured'],
    ['Segmentation fault', 'unknown'],
  ])('%s', (text, failure) => {
    const output = `INFO starting\n${text}\n${wrapper}\n`;
    expect(classify(facts(output))).toEqual({ failure, evidence: text });
  });

  test('an end by SIGKILL without words is the host, not the card', () => {
    const exit = { code: null, signal: 'SIGKILL' };
    expect(classify(facts('loading', { exit })).failure).toBe('environment');
    expect(classify(facts('loading', { exit: { code: 137, signal: null } })).failure).toBe(
      'environment',
    );
  });
});

describe('the cause is told, not the wrapper', () => {
  test('a wrapper alone is unknown and its evidence is the line before it', () => {
    const output = `KeyError: 'layers.0'\nEngineDeadError: EngineCore encountered an issue.\n${wrapper}`;
    expect(classify(facts(output))).toEqual({
      failure: 'unknown',
      evidence: "KeyError: 'layers.0'",
    });
  });

  test('prefixes with pid and time of day are left out: they differ from run to run', () => {
    const output = `(EngineCore_DP0 pid=4711) ERROR 11-22 07:00:00 [core.py:700] ${gpuRefused}`;
    expect(classify(facts(output)).evidence).toBe(gpuRefused);
  });

  test('a library that a healthy boot misses, too, does not hide the lack of memory', () => {
    const output = `libcudart.so.11: cannot open shared object file\n${gpuRefused}`;
    expect(classify(facts(output)).failure).toBe('infeasible');
  });

  test('without any output the exit is the evidence', () => {
    expect(classify(facts('')).evidence).toBe('exit code 1');
  });

  test('the profile adds patterns of its own, which come first', () => {
    const patterns = [{ pattern: 'model .* is quantised', fault: 'misconfigured' as const }];
    const output = `the model here is quantised\n${gpuRefused}`;
    expect(classify(facts(output, { patterns })).failure).toBe('misconfigured');
  });
});

describe('memory that a foreign process holds blames nobody', () => {
  test.each([gpuRefused, 'CUDA out of memory. Tried to allocate 2 GiB', kvPair('-1.11')])(
    '%s',
    (text) => {
      expect(classify(facts(text, { isHeldByOthers: true })).failure).toBe('environment');
    },
  );
});

describe('a part that is gone without a word', () => {
  const dead = 'ERROR Engine core proc EngineCore died unexpectedly, shutting down client.';

  test('was taken away', () => {
    const output = `loading\n${dead}\nINFO: Finished server process [12]`;
    expect(isWordless(classify(facts(output)), output)).toBe(true);
  });

  test.each(['KeyError: 7', 'CUDA out of memory. Tried to allocate 1 GiB'])(
    'was not, when it said %s',
    (words) => {
      const output = `${words}\n${dead}`;
      expect(isWordless(classify(facts(output)), output)).toBe(false);
    },
  );
});

describe('a running engine', () => {
  test('is out of memory when its log says so', () => {
    const said = 'ERROR torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 1 GiB';
    expect(findMemoryFault(`fine\n${said}\n`, [])?.failure).toBe('oom');
  });

  test('is not when it tells of a dead engine without a cause', () => {
    expect(findMemoryFault('EngineDeadError: EngineCore encountered an issue', [])).toBeNull();
  });
});
