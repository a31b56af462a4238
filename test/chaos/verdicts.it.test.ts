import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExperimentResult } from '../../src/contracts/workflows.ts';
import { until } from '../stack/real-stack.ts';
import { startChaos } from './chaos-stack.ts';
import type { Chaos } from './chaos-stack.ts';
import { enginesOf } from './engine-processes.ts';
import { recordsIn } from './run-story.ts';

type Profile = { engines: Record<'llm' | 'stt', { knobs: Record<string, unknown> }> };

/** The fault of an engine is one more knob of it: one run meets them all. */
const llmFaults = ['none', 'oom-at-start', 'oom-under-load', 'hang', 'garbage', 'crash-after'];
const sttFaults = ['none', 'cpu-fallback'];

const faultKnob = (modes: readonly string[]) => ({
  type: 'choice',
  argument: '--fault={value}',
  values: Object.fromEntries(modes.map((mode) => [mode, mode])),
});

let chaos: Chaos;
let result: ExperimentResult;

const baseline = {
  vllm_memory_pct: 50,
  llm_fault: 'none',
  whisper_model: 'small',
  stt_fault: 'none',
};

/** Each is injected as a candidate of its own. */
const faulty = [
  ...llmFaults.slice(1).map((mode) => ({ ...baseline, llm_fault: mode })),
  { ...baseline, stt_fault: 'cpu-fallback' },
];

beforeAll(async () => {
  chaos = await startChaos({
    engines: 'simulated',
    experiment: {
      space: {
        vllm_memory_pct: { engine: 'llm', values: [45, 50] },
        llm_fault: { engine: 'llm', values: llmFaults },
        whisper_model: { engine: 'stt', values: ['small'] },
        stt_fault: { engine: 'stt', values: sttFaults },
      },
      baseline,
      strategy: {
        ...{ name: 'r-zero', populations: [2], tournament: 2, survivors: 1, elites: 1 },
        ...{ fresh: 1, mutation: 25 },
      },
    },
    profile: (profile) => {
      const { engines } = profile as unknown as Profile;
      engines.llm.knobs['llm_fault'] = faultKnob(llmFaults);
      engines.stt.knobs['stt_fault'] = faultKnob(sttFaults);
      return profile;
    },
    workload: { requestTimeoutMs: 6_000 },
  });
  await Promise.all([chaos.startControl(), chaos.startGpu()]);
  const run = await chaos.start('faulty-engines');
  for (const configuration of faulty) {
    await until(
      () =>
        run
          .executeUpdate('injectCandidate', { args: [{ configuration }] })
          .then(() => true)
          .catch(() => false),
      30_000,
    );
  }
  result = await run.result();
});

afterAll(() => chaos.stop());

const verdictOf = (fault: object) =>
  recordsIn(chaos, result).find(
    ({ kind, configuration }) =>
      kind === 'verdict' && isDeepStrictEqual(configuration, { ...baseline, ...fault }),
  )?.['verdict'];

describe('an engine that fails by itself', () => {
  test('does not end the run, and leaves nothing behind', () => {
    expect(result.state).toBe('completed');
    expect(result.baselineVerdict.kind).toBe('scored');
    expect(result.gpuReleased).toBe('proven');
    expect(enginesOf(chaos)).toEqual([]);
  });

  test.each(['oom-at-start', 'oom-under-load'])(
    'by %s is disqualified with the evidence',
    (mode) => {
      expect(verdictOf({ llm_fault: mode })).toMatchObject({
        ...{ kind: 'disqualified', reason: 'oom' },
        evidence: expect.stringMatching(/out of memory/i),
      });
    },
  );

  test('by a hang with a healthy /health is unstable', () => {
    expect(verdictOf({ llm_fault: 'hang' })).toMatchObject({
      ...{ kind: 'disqualified', reason: 'instability' },
      evidence: expect.stringMatching(/no answer for \d+ ms/),
    });
  });

  test('by a crash is unstable', () => {
    expect(verdictOf({ llm_fault: 'crash-after' })).toMatchObject({
      ...{ kind: 'disqualified', reason: 'instability' },
      evidence: expect.stringMatching(/^llm: ./),
    });
  });

  test('by a silent fallback to the CPU is unmeasured, and says which device it found', () => {
    expect(verdictOf({ stt_fault: 'cpu-fallback' })).toMatchObject({
      ...{ kind: 'unmeasured', cause: 'cpu-fallback' },
      evidence: expect.stringContaining('runs on cpu instead of cuda'),
    });
  });

  test('by garbage is unmeasured: no figure is made of it', () => {
    expect(verdictOf({ llm_fault: 'garbage' })).toMatchObject({
      ...{ kind: 'unmeasured', cause: 'no-samples' },
    });
  });
});
