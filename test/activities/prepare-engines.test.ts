import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Bench, EngineRigDeps } from '../../src/activities/bench.ts';
import { prepareEngines } from '../../src/activities/prepare-engines.ts';
import type { StepContext } from '../../src/activities/rig.ts';
import type { PrepareInput } from '../../src/contracts/activities.ts';
import type { ApplyRequest } from '../../src/engines/host-types.ts';
import { spec } from '../artifacts/example-run.ts';
import { observationsOf, words } from '../domain/trials.ts';

const cacheDir = mkdtempSync(join(tmpdir(), 'dream-words-'));
afterAll(() => rmSync(cacheDir, { recursive: true, force: true }));

/** Engines that start at once, and a load that hears every clip. */
const benchWith = (): Bench => {
  const apply = async ({ onStart }: ApplyRequest) => {
    onStart?.('llm');
    onStart?.('stt');
    return observationsOf().applied;
  };
  const load = (step: StepContext) => ({
    probeWords: async () => {
      step.beat({ phase: 'clips', done: 60, total: 60, answered: 60 });
      return { kind: 'observed', observation: { words: words(600, 30) } };
    },
  });
  return { spec, engines: { apply, memory: () => null }, load } as unknown as Bench;
};

const deps = {
  cacheDir,
  profile: { engines: { llm: {}, stt: {} } },
  host: { card: { describe: async () => ({ name: 'card', driver: '1', totalMiB: 1 }) } },
} as unknown as EngineRigDeps;

describe('preparation beats', () => {
  test('its first boot, the word errors of each model, and the way back to the baseline', async () => {
    const beats: object[] = [];
    const beat = (details: object) => beats.push(details);
    const step = { signal: new AbortController().signal, seed: '', beat };
    const input = { spec, configuration: spec.baseline } as unknown as PrepareInput;
    await prepareEngines(deps, benchWith(), input, step);
    const stages = beats.map((details) => ('stage' in details ? details.stage : null));
    expect([...new Set(stages)]).toEqual([
      'first boot',
      'word errors of tiny (1 of 3)',
      'word errors of base (2 of 3)',
      'word errors of small (3 of 3)',
      'back to the baseline',
    ]);
    const sinceMs = expect.any(Number) as number;
    expect(beats.slice(0, 3)).toEqual([
      { stage: 'first boot' },
      { stage: 'first boot', engine: 'llm', sinceMs },
      { stage: 'first boot', engine: 'stt', sinceMs },
    ]);
    expect(beats).toContainEqual({
      stage: 'word errors of base (2 of 3)',
      phase: 'clips',
      done: 60,
      total: 60,
      answered: 60,
    });
    for (const details of beats) expect(JSON.stringify(details).length).toBeLessThan(1_000);
  });
});
