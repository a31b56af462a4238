import type { ConfigFile } from '../contracts/schemas/config.ts';

/** What `dream config init` knows beforehand; `--detect` fills it from the running engines. */
export type Starter = {
  readonly name: string;
  readonly engines: string;
  readonly levels: readonly number[];
  readonly models: readonly string[];
  readonly baseline: { readonly level: number; readonly model: string };
};

export const defaultStarter: Starter = {
  name: 'my_gpu',
  engines: 'vllm-whisper',
  levels: [40, 45, 50, 55, 60],
  models: ['tiny', 'base', 'small'],
  baseline: { level: 50, model: 'small' },
};

/** A commented dream.yaml with one experiment; the schema line is for editors. */
export function writeStarter(starter: Starter = defaultStarter): string {
  const { name, engines, levels, models, baseline } = starter;
  const bound = { min: Math.min(30, ...levels), max: Math.max(70, ...levels) };
  return `# yaml-language-server: $schema=./dream.schema.json
# Check with \`dream config validate\`; see every value with \`dream config show --resolved\`.
version: ${1 satisfies ConfigFile['version']}
default: ${name}

experiments:
  ${name}:
    description: How much memory may the language model take, and which Whisper fits beside it?
    engines: ${engines} # config/engines/${engines}.yaml
    workload: long-context # config/workloads/long-context.yaml: state your own load here

    space: # what is tried
      vllm_memory_pct: { engine: llm, values: [${levels.join(', ')}] } # percent of the card
      whisper_model: { engine: stt, values: [${models.join(', ')}] }
    bounds: # hard: nothing outside is ever applied, whoever asks
      vllm_memory_pct: { min: ${bound.min}, max: ${bound.max} }
    baseline: # what production runs today
      vllm_memory_pct: ${baseline.level}
      whisper_model: ${baseline.model}

    strategy: # or exhaustive, random
      name: r-zero
      populations: [2, 4, 4, 4]
      tournament: 4
      survivors: 2
      elites: 1
      fresh: 1
      mutation: 25

    objectives: # weights in percent, together 100; ideal is worth 1, target 0.5, limit 0
      sttLatency: { weight: 25, ideal: 150, target: 500, limit: 1000 } # ms
      llmLatency: { weight: 25, ideal: 300, target: 1000, limit: 2000 } # ms
      capacity: { weight: 20, ideal: 16, target: 8, limit: 0 } # voice turns at once
      stability: { weight: 20, ideal: 100, target: 99, limit: 95 } # percent answered under stress
      efficiency: { weight: 10, ideal: 70, low: 50, high: 90 } # percent of memory used at the peak
    quality:
      margin: 2 # points of word error rate that may be lost against the baseline
      minWords: 500
      allowUndecided: false

    budget:
      cap: 6m # starts after preparation
    policy:
      approval: two-person # or solo
      target: production
      expiry: 24h
`;
}
