import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { format } from 'prettier';
import { Landscape } from '../src/contracts/schemas/landscape.ts';
import { digestOf } from '../src/domain/digest.ts';
import { nextInt, streamFor } from '../src/domain/random.ts';
import { summarize } from '../src/domain/statistics/summarize.ts';

/**
 * Writes config/engines/landscapes/spica.json: what a 12 GB card would have measured, from the
 * formulas below and a fixed seed. The best cell is 60 % / base; 35 and 40 % cannot start; 60 % /
 * small runs out of memory under stress; tiny transcribes too badly.
 */
const file = process.argv[2] ?? 'config/engines/landscapes/spica.json';
const seed = 20_251_122;
/** Cells that may win are recorded three times, the others twice. */
const repeatsOf = ({ level, model }: Cell): number => (level % 5 === 0 && model !== 'tiny' ? 3 : 2);

const levels = [35, 40, 42, 45, 47, 50, 52, 55, 57, 60];
const models = {
  tiny: { latencyMs: 200, memoryMiB: 512, requestMiB: 40, wordErrorPpm: 100_000 },
  base: { latencyMs: 300, memoryMiB: 1_024, requestMiB: 60, wordErrorPpm: 58_000 },
  small: { latencyMs: 350, memoryMiB: 1_536, requestMiB: 90, wordErrorPpm: 50_000 },
} as const;
type Model = keyof typeof models;

const card = { totalMiB: 12_288, residentMiB: 300, stressMiB: 1_800 };
const llm = { weightsMiB: 3_584, overheadMiB: 900, kvMinimumMiB: 512, kvBytesPerToken: 131_072 };
const load = { turnTokens: 1_564, reference: 4, ceiling: 16, words: 640, stressRequests: 120 };
const targetMs = { stt: 500, llm: 1_000 };
const noise = { requestPpm: 40_000, bootPpm: 15_000 };

type Cell = { readonly level: number; readonly model: Model };
type Draw = (name: string, spreadPpm: number) => number;

const shareMiB = (level: number): number => Math.floor((card.totalMiB * level) / 100);
const kvTokens = (level: number): number =>
  Math.floor(
    ((shareMiB(level) - llm.weightsMiB - llm.overheadMiB) * 1_048_576) / llm.kvBytesPerToken,
  );
/** Turns that the KV cache holds at once. */
const turnsThatFit = (level: number): number => kvTokens(level) / load.turnTokens;

const sttMs = ({ model }: Cell, turns: number): number =>
  models[model].latencyMs * (1 + 0.02 * turns) * Math.max(1, (0.28 * turns) / 4);
const llmMs = ({ level }: Cell, turns: number): number =>
  600 * (1 + 0.03 * (turns - 1)) * Math.max(1, turns / turnsThatFit(level));

/** A factor around 1, the same for the same name: a sum of twelve uniform draws is near normal. */
const createDraw =
  (cell: Cell, repeat: number): Draw =>
  (name, spreadPpm) => {
    let state = streamFor(seed, cell.level, cell.model, repeat, name);
    let sum = -6;
    for (let count = 0; count < 12; count += 1) {
      const [drawn, next] = nextInt(state, 1_000_000);
      sum += drawn / 1_000_000;
      state = next;
    }
    return 1 + (sum * spreadPpm) / 1_000_000;
  };

const sample = (draw: Draw, { name, ms, count }: { name: string; ms: number; count: number }) =>
  summarize(
    Array.from(
      { length: count },
      (_, index) => Math.round(ms * draw(`${name}.${index}`, noise.requestPpm)) * 1_000,
    ),
  );

const generator = { latenessP99Us: 900, late: false };

function observeStt(cell: Cell, draw: Draw) {
  const ms = models[cell.model].latencyMs * draw('stt.boot', noise.bootPpm);
  const latencyUs = sample(draw, { name: 'stt.solo', ms, count: 5 });
  const words = wordErrors(cell.model, load.words);
  return { kind: 'observed', observation: { latencyUs, words, transcripts: 60, generator } };
}

function observeLlm(draw: Draw) {
  const boot = draw('llm.boot', noise.bootPpm);
  const observation = {
    latencyUs: sample(draw, { name: 'llm.solo', ms: 600 * boot, count: 5 }),
    firstTokenUs: sample(draw, { name: 'llm.first', ms: 150 * boot, count: 3 }),
    milliTokensPerSecond: summarize([Math.round(142_000 / boot)]),
    generator,
  };
  return { kind: 'observed', observation };
}

function observeRung(cell: Cell, draw: Draw, concurrency: number) {
  const count = concurrency === load.reference ? 16 : 5;
  const stt = sttMs(cell, concurrency) * draw('stt.boot', noise.bootPpm);
  const llmLatency = llmMs(cell, concurrency) * draw('llm.boot', noise.bootPpm);
  return {
    concurrency,
    turns: count,
    errors: 0,
    sttLatencyUs: sample(draw, { name: `stt.${concurrency}`, ms: stt, count }),
    llmLatencyUs: sample(draw, { name: `llm.${concurrency}`, ms: llmLatency, count }),
    passed: stt < targetMs.stt && llmLatency < targetMs.llm,
  };
}

function observeCapacity(cell: Cell, draw: Draw) {
  const reference = observeRung(cell, draw, load.reference);
  const ladder = [6, 8, 12, 16].map((concurrency) => observeRung(cell, draw, concurrency));
  const failing = ladder.findIndex(({ passed }) => !passed);
  const shown =
    failing < 0 ? ladder.slice(-2) : ladder.slice(Math.max(0, failing - 1), failing + 1);
  const passed = [reference, ...ladder].filter((rung) => rung.passed).map((r) => r.concurrency);
  const missing = Math.max(0, 1 - turnsThatFit(cell.level) / load.ceiling);
  const requests = load.stressRequests;
  return {
    kind: 'observed',
    observation: {
      reference,
      rungs: shown,
      capacity: {
        passing: Math.max(0, ...passed),
        failing: failing < 0 ? null : (ladder[failing]?.concurrency ?? null),
      },
      stress: {
        requests,
        errors: 0,
        timeouts: 0,
        preemptions: Math.round(requests * missing * 0.08 * draw('stress', 50_000)),
      },
      words: wordErrors(cell.model, 180),
      generator,
    },
  };
}

function wordErrors(model: Model, words: number) {
  const errors = Math.round((words * models[model].wordErrorPpm) / 1_000_000);
  const deletions = Math.floor(errors / 5);
  const insertions = Math.floor(errors / 8);
  return { words, substitutions: errors - deletions - insertions, deletions, insertions };
}

function watchGpu(cell: Cell, draw: Draw) {
  const { memoryMiB, requestMiB } = models[cell.model];
  const steadyMiB = card.residentMiB + shareMiB(cell.level) + memoryMiB;
  const points = Array.from({ length: 4 }, (_, index) => {
    const busy = Math.min(load.reference, index);
    return [index * 3_000, steadyMiB + busy * requestMiB, index === 0 ? 0 : 90 + (index % 7)];
  });
  return {
    periodMs: 200,
    coveragePpm: 985_000,
    samples: 60,
    totalMiB: card.totalMiB,
    peakUsedMiB: steadyMiB + load.reference * requestMiB,
    busyPpm: 930_000,
    peakPowerMilliwatt: Math.round(158_000 * draw('power', 20_000)),
    throttledUs: 0,
    points,
    digest: digestOf(points),
  };
}

function record(cell: Cell, repeat: number): object {
  const draw = createDraw(cell, repeat);
  const neededMiB = llm.weightsMiB + llm.overheadMiB + llm.kvMinimumMiB;
  const durations = { bootMs: Math.round(20_000 * draw('boot', noise.bootPpm)), probeMs: 12_000 };
  if (shareMiB(cell.level) < neededMiB) {
    const kvMiB = shareMiB(cell.level) - llm.weightsMiB - llm.overheadMiB;
    const evidence =
      kvMiB <= 0
        ? 'ValueError: No available memory for the cache blocks.'
        : `ValueError: ${(llm.kvMinimumMiB / 1_024).toFixed(2)} GiB KV cache is needed, which is larger than the available KV cache memory (${(kvMiB / 1_024).toFixed(2)} GiB).`;
    const fault = { kind: 'infeasible', engine: 'llm', evidence };
    return { apply: { kind: 'refused', fault }, durations };
  }
  return { ...observe(cell, draw), durations };
}

function observe(cell: Cell, draw: Draw): object {
  const { memoryMiB, requestMiB } = models[cell.model];
  const stressMiB =
    card.residentMiB +
    shareMiB(cell.level) +
    memoryMiB +
    load.ceiling * requestMiB +
    card.stressMiB;
  const evidence = 'RuntimeError: CUDA failed with error out of memory';
  const oom = { kind: 'fault', fault: { kind: 'oom', engine: 'stt', evidence } };
  return {
    apply: {
      kind: 'applied',
      proof: {
        llm: { utilizationPct: cell.level, kvTokens: kvTokens(cell.level) },
        stt: { model: cell.model, device: 'cuda', computeType: 'float16' },
      },
      startOrder: ['llm', 'stt'],
      boots: 1,
      restarts: 1,
      bootMs: Math.round(20_000 * draw('boot', noise.bootPpm)),
      restartMs: 3_000,
    },
    stt: observeStt(cell, draw),
    llm: observeLlm(draw),
    capacity: stressMiB > card.totalMiB ? oom : observeCapacity(cell, draw),
    gpu: watchGpu(cell, draw),
  };
}

const names: readonly Model[] = ['tiny', 'base', 'small'];

const landscape = {
  version: 1,
  name: 'spica',
  description:
    'Made by scripts/make-landscape.ts: 12 GB card, 35-60 % x tiny, base, small, 1,500 + 64 tokens. Best 60 % / base.',
  card: 'Simulated 12 GB',
  driver: 'simulated',
  engines: { llm: 'recorded vLLM', stt: 'recorded Whisper' },
  words: Object.fromEntries(names.map((model) => [model, wordErrors(model, load.words)])),
  cells: levels.flatMap((level) =>
    names.map((model) => ({
      configuration: { vllm_memory_pct: level, whisper_model: model },
      repeats: Array.from({ length: repeatsOf({ level, model }) }, (_, repeat) =>
        record({ level, model }, repeat),
      ),
    })),
  ),
};

mkdirSync(dirname(file), { recursive: true });
const text = JSON.stringify(Landscape.parse(landscape));
writeFileSync(file, await format(text, { parser: 'json', printWidth: 100 }));
