/** Log lines and failures in the words of vLLM 0.32; numbers in GiB with two decimals. */
export const gib = (mib: number): string => (mib / 1_024).toFixed(2);

export const startRefused = (freeMiB: number, totalMiB: number, ratio: number): string =>
  `ValueError: Free memory on device cuda:0 (${gib(freeMiB)}/${gib(totalMiB)} GiB) on startup is ` +
  `less than desired GPU memory utilization (${ratio}, ${gib(Math.ceil(totalMiB * ratio))} GiB). ` +
  `Decrease GPU memory utilization or reduce GPU memory used by other processes.`;

export const noCacheBlocks =
  'ValueError: No available memory for the cache blocks. Try increasing `gpu_memory_utilization` ' +
  'when initializing the engine (this flag also controls CPU memory reservation on the CPU backend, ' +
  'despite its name). See https://docs.vllm.ai/en/latest/configuration/conserving_memory/ for more details.';

export const cacheTooSmall = (maxLength: number, neededMiB: number, kvMiB: number): string =>
  `ValueError: To serve at least one request with the model's max seq len (${maxLength}), ` +
  `(${gib(neededMiB)} GiB KV cache is needed, which is larger than the available KV cache memory ` +
  `(${gib(kvMiB)} GiB). Try increasing \`gpu_memory_utilization\` (which also controls CPU memory ` +
  'on the CPU backend) or decreasing `max_model_len` when initializing the engine.';

export const profilingRace = (beforeMiB: number, afterMiB: number): string =>
  `AssertionError: Error in memory profiling. Initial free memory ${gib(beforeMiB)} GiB, current ` +
  `free memory ${gib(afterMiB)} GiB. This happens when other processes sharing the same container ` +
  'release GPU memory while vLLM is profiling during initialization.';

export const outOfMemory = (triedMiB: number, totalMiB: number, freeMiB: number): string =>
  `torch.OutOfMemoryError: CUDA out of memory. Tried to allocate ${gib(triedMiB)} GiB. GPU 0 has a ` +
  `total capacity of ${gib(totalMiB)} GiB of which ${gib(Math.max(0, freeMiB))} GiB is free.`;

export const initFailed =
  'RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {}';

export const engineDead =
  'EngineCore encountered an issue. See stack trace (above) for the root cause.';

/** One line as the log of a part of vLLM has it. */
export type Log = (part: Part, level: 'INFO' | 'WARNING' | 'ERROR', text: string) => void;
export type Part = 'APIServer' | 'EngineCore' | 'Worker';

export const createLog =
  (pidOf: (part: Part) => number): Log =>
  (part, level, text) => {
    const now = new Date().toISOString();
    const stamp = `${now.slice(5, 10)} ${now.slice(11, 19)}`;
    const stream = level === 'INFO' ? process.stdout : process.stderr;
    stream.write(`(${part} pid=${pidOf(part)}) ${level} ${stamp} [simulated.py:1] ${text}\n`);
  };
