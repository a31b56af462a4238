/** What a line of an engine's output proves; `refused` and the pair of figures need a second look. */
export type Finding =
  | 'oom'
  | 'infeasible'
  | 'environment'
  | 'misconfigured'
  /** The start-up gate: whose memory is it that lacks? */
  | 'refused'
  /** "(-1.11/0.05 GiB)": negative is a too small share, positive is memory held by others. */
  | 'kv-pair'
  /** Says only that there is a cause above. */
  | 'wrapper';

export type FailurePattern = { readonly pattern: RegExp; readonly finding: Finding };

/** Texts of vLLM, CTranslate2, ggml, SGLang and the kernel; numbers vary, so they are left open. */
export const failurePatterns: readonly FailurePattern[] = [
  {
    pattern: /Free memory on device .* on startup is less than desired GPU memory utilization/,
    finding: 'refused',
  },
  {
    pattern: /Available memory on node .* on startup is less than desired CPU memory utilization/,
    finding: 'refused',
  },
  {
    pattern:
      /Available memory on node .* on kv cache allocation is less than requested memory for kv \((-?[\d.]+)\//,
    finding: 'kv-pair',
  },
  { pattern: /No available memory for the cache blocks/, finding: 'infeasible' },
  {
    pattern: /KV cache is needed, which is larger than the available KV cache memory/,
    finding: 'infeasible',
  },
  {
    pattern: /Not enough memory\. Please try to increase --mem-fraction-static/,
    finding: 'infeasible',
  },
  { pattern: /Error in memory profiling\. Initial free memory/, finding: 'environment' },
  { pattern: /(CUDA|HIP) out of memory\. Tried to allocate/, finding: 'oom' },
  { pattern: /CUDA (failed with )?error:? out of memory/, finding: 'oom' },
  { pattern: /cuBLAS failed with status/, finding: 'oom' },
  { pattern: /cudaMalloc failed: out of memory/, finding: 'oom' },
  {
    pattern: /This CTranslate2 package was not compiled with CUDA support/,
    finding: 'misconfigured',
  },
  { pattern: /Requested \S+ compute type, but the target device/, finding: 'misconfigured' },
  { pattern: /unrecognized arguments?:|error: argument .*: invalid/, finding: 'misconfigured' },
  { pattern: /ModuleNotFoundError: No module named/, finding: 'misconfigured' },
  {
    pattern: /error while loading shared libraries|cannot open shared object file/,
    finding: 'misconfigured',
  },
  {
    pattern: /no CUDA-capable device is detected|No CUDA GPUs are available/,
    finding: 'misconfigured',
  },
  { pattern: /CUDA driver version is insufficient/, finding: 'misconfigured' },
  { pattern: /NVRM: Xid .*: (48|62|64|74|79|95|119|120),/, finding: 'environment' },
  { pattern: /address already in use|EADDRINUSE/i, finding: 'environment' },
  { pattern: /Engine core initialization failed/, finding: 'wrapper' },
  { pattern: /EngineDeadError/, finding: 'wrapper' },
  { pattern: /Executor failed|died unexpectedly/, finding: 'wrapper' },
];
