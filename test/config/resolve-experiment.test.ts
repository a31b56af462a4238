import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../src/config/check-config.ts';
import { renderProblem } from '../../src/config/problem.ts';
import { resolveExperiment } from '../../src/config/resolve-experiment.ts';
import { isSealed } from '../../src/contracts/digests.ts';
import type { ExperimentInput } from '../../src/contracts/schemas/experiment-input.ts';
import { Spec } from '../../src/contracts/schemas/spec.ts';
import { cellCount, isWithinBounds } from '../../src/domain/space.ts';

const resolveIn = (input: ExperimentInput, namespaceAttributes: readonly string[] = []) =>
  resolveExperiment({ configDir: resolve('config'), input, namespaceAttributes });

function specOf(input: ExperimentInput = {}, attributes: readonly string[] = []): Spec {
  const resolved = resolveIn(input, attributes);
  if (resolved.kind === 'invalid') {
    throw new Error(resolved.problems.map(renderProblem).join('\n'));
  }
  return resolved.value;
}

function problemsOf(input: ExperimentInput): string[] {
  const resolved = resolveIn(input);
  return resolved.kind === 'ok' ? [] : resolved.problems.map(renderProblem);
}

describe('the shipped configuration', () => {
  it('has no problem', () => {
    expect(checkConfig(resolve('config/dream.yaml')).map(renderProblem)).toEqual([]);
  });

  it("is SPEC's experiment by default", () => {
    expect(specOf()).toMatchObject({
      experiment: 'spica_gpu_allocation',
      engines: 'simulated',
      space: {
        knobs: [
          { name: 'vllm_memory_pct', engine: 'llm', values: [40, 45, 50, 55, 60] },
          { name: 'whisper_model', engine: 'stt', values: ['tiny', 'base', 'small'] },
        ],
        bounds: [{ knob: 'vllm_memory_pct', min: 30, max: 70 }],
      },
      baseline: { vllm_memory_pct: 50, whisper_model: 'small' },
      strategy: {
        name: 'r-zero',
        populations: [2, 4, 4, 4],
        tournamentSize: 4,
        survivors: 2,
        elites: 1,
        fresh: 1,
        mutationPpm: 250_000,
      },
      quality: { marginPpm: 20_000, minWords: 500, allowUndecided: false },
      budget: { capMs: 360_000, maxCapMs: 720_000 },
      approval: 'solo',
      target: 'simulated',
      simulated: true,
    });
  });

  it('expands the objectives to integers', () => {
    expect(specOf().objectives).toEqual([
      {
        name: 'sttLatency',
        weightPpm: 250_000,
        points: [
          [150_000, 1_000_000],
          [500_000, 500_000],
          [1_000_000, 0],
        ],
        target: 500_000,
        better: 'lower',
      },
      {
        name: 'llmLatency',
        weightPpm: 250_000,
        points: [
          [300_000, 1_000_000],
          [1_000_000, 500_000],
          [2_000_000, 0],
        ],
        target: 1_000_000,
        better: 'lower',
      },
      {
        name: 'capacity',
        weightPpm: 200_000,
        points: [
          [0, 0],
          [8, 500_000],
          [16, 1_000_000],
        ],
        target: 8,
        better: 'higher',
      },
      {
        name: 'stability',
        weightPpm: 200_000,
        points: [
          [950_000, 0],
          [990_000, 500_000],
          [1_000_000, 1_000_000],
        ],
        target: 990_000,
        better: 'higher',
      },
      {
        name: 'efficiency',
        weightPpm: 100_000,
        points: [
          [500_000, 0],
          [700_000, 1_000_000],
          [900_000, 0],
        ],
        target: 700_000,
        better: 'near',
      },
    ]);
  });

  it.each([
    ['spica_gpu_allocation', 15],
    ['spica_finer', 30],
    ['spica_short_turns', 15],
    ['spica_cpu', 4],
  ])('searches with %s a space of %i configurations', (experiment, cells) => {
    const spec = specOf({ experiment });
    expect(cellCount(spec.space)).toBe(cells);
    expect(isWithinBounds(spec.space, spec.baseline)).toBe(true);
    expect(spec.objectives.reduce((sum, { weightPpm }) => sum + weightPpm, 0)).toBe(1_000_000);
  });

  it('puts the finer levels between the others', () => {
    expect(specOf({ experiment: 'spica_finer' }).space.knobs[0]?.values).toEqual([
      35, 40, 42, 45, 47, 50, 52, 55, 57, 60,
    ]);
  });

  it.each(['simulated', 'simulated-tight', 'recorded', 'vllm-whisper'])(
    'runs the default experiment on profile %s',
    (engines) => {
      expect(specOf({ engines })).toMatchObject({ engines, gpuClass: engines });
    },
  );

  it('round-trips: every spec is accepted by its own schema, and sealed', () => {
    for (const experiment of ['spica_gpu_allocation', 'spica_finer', 'spica_cpu']) {
      const spec = specOf({ experiment });
      expect(Spec.parse(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
      expect(isSealed(spec)).toBe(true);
    }
  });
});

describe('digests', () => {
  it('are the same each time, in any namespace', () => {
    const one = specOf({}, ['DreamState']);
    expect(one.searchAttributes).toEqual(['DreamState']);
    expect(specOf({}, ['Other']).digest).toBe(one.digest);
  });

  it('differ with every override', () => {
    const digests = [
      specOf(),
      specOf({ overrides: { seed: 2 } }),
      specOf({ overrides: { capMs: 420_000 } }),
      specOf({ overrides: { strategy: 'exhaustive' } }),
      specOf({ overrides: { workload: 'short-turns' } }),
      specOf({ engines: 'recorded' }),
    ].map(({ digest }) => digest);
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('of the workload cover the sentences themselves', () => {
    expect(specOf().workloadDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(specOf({ experiment: 'spica_short_turns' }).workloadDigest).not.toBe(
      specOf().workloadDigest,
    );
  });
});

describe('overrides', () => {
  it('take the place of the file', () => {
    const overrides = {
      capMs: 420_000,
      sttTargetMs: 400,
      llmTargetMs: 900,
      workload: 'short-turns',
      strategy: 'random',
      seed: 7,
      continueAfter: 3,
    } as const;
    expect(specOf({ overrides })).toMatchObject({
      seed: 7,
      strategy: { name: 'random' },
      workload: { name: 'short-turns' },
      budget: { capMs: 420_000, maxCapMs: 840_000 },
      continueAfter: 3,
      objectives: [{ target: 400_000 }, { target: 900_000 }, {}, {}, {}],
    });
  });

  it('of targets are refused outside their own points', () => {
    expect(problemsOf({ overrides: { sttTargetMs: 100, llmTargetMs: 2_000 } })).toEqual([
      '--stt-target-ms overrides.sttTargetMs: got 100 ms, allowed more than ideal (150 ms) and less than limit (1000 ms); or move these points in the objectives of the experiment',
      '--llm-target-ms overrides.llmTargetMs: got 2000 ms, allowed more than ideal (300 ms) and less than limit (2000 ms); or move these points in the objectives of the experiment',
    ]);
  });

  it('of another form are refused with their place in the input', () => {
    const input = JSON.parse('{"overrides":{"cap":1,"seed":-1}}') as ExperimentInput;
    expect(problemsOf(input)).toEqual([
      'input:3:5 overrides.cap: got the unknown key cap, allowed capMs, sttTargetMs, llmTargetMs, workload, strategy, seed, continueAfter; did you mean "capMs"?',
      'input:4:13 overrides.seed: got -1, allowed at least 0; take a value inside',
    ]);
  });

  it('of the engines need a profile that knows the values', () => {
    expect(problemsOf({ engines: 'cpu' })).toEqual([
      expect.stringMatching(
        /^config\/dream\.yaml:\d+:\d+ experiments\.spica_gpu_allocation\.space\.vllm_memory_pct\.values: got 45, allowed 10 to 40 \(hard bound of config\/engines\/cpu\.yaml\); /,
      ),
      expect.stringMatching(/whisper_model\.values: got tiny, allowed tiny\.en, base/),
      expect.stringMatching(/memory\.modelMiB: got no memory figure for tiny, small/),
    ]);
  });
});

describe('approval', () => {
  it('stays with two people where the target is not the one that solo was set for', () => {
    expect(specOf({ engines: 'vllm-whisper' })).toMatchObject({
      approval: 'two-person',
      target: 'production',
    });
  });
});

describe('an inline spec', () => {
  it('is taken as it is, with the attributes of this namespace', () => {
    const spec = specOf();
    expect(specOf({ spec }, ['DreamGpu'])).toEqual({ ...spec, searchAttributes: ['DreamGpu'] });
  });

  it('is refused when its digest is of something else', () => {
    expect(problemsOf({ spec: { ...specOf(), seed: 99 } })).toEqual([
      'input spec.digest: got a digest of something else, allowed the SHA-256 of the canonical spec; send the spec as `dream start --config` made it',
    ]);
  });
});

it('keeps shipped YAML free of what the parser refuses', () => {
  expect(readFileSync('config/dream.yaml', 'utf8')).not.toMatch(/[&*]\w|<<:/);
});
