import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, Runtime, Worker, bundleWorkflowCode } from '@temporalio/worker';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ExperimentResult } from '../../src/contracts/workflows.ts';
import { readCorpus, resultOf } from './corpus.ts';
import type { Recorded } from './corpus.ts';

/** How many histories are kept. Add, never take away: each is a run that new code must still replay. */
const committed = 23;

const bundlePath = pathOf('../../dist/workflow-bundle.js');
const corpus = readCorpus();

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
});

/** Replays every run of a chain without any server; throws at the first that does not fit. */
async function replay(
  recorded: Recorded,
  workflowBundle: WorkflowBundleOption,
): Promise<unknown[]> {
  const told: unknown[] = [];
  const fn = (_: unknown, value: unknown): void => {
    told.push(value);
  };
  const sinks = { replay: { result: { fn, callDuringReplay: true } } };
  for (const { history } of recorded.runs) {
    await Worker.runReplayHistory({ workflowBundle, sinks }, history, recorded.workflowId);
  }
  return told;
}

describe('the replay corpus', () => {
  test('never shrinks', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(committed);
  });

  test.each(corpus)('$name replays against the built bundle', async (recorded) => {
    expect(recorded.runs.length).toBeGreaterThan(0);
    await replay(recorded, { codePath: bundlePath });
  });

  test('does not replay against a workflow that calls another step', async () => {
    const code = readFileSync(bundlePath, 'utf8');
    const changed = code.replaceAll(').probeLlm(', ').probeStt(');
    expect(changed).not.toBe(code);
    const [happy] = corpus.filter(({ name }) => name.includes('happy-path'));
    expect(happy).toBeDefined();
    if (happy === undefined) return;
    await expect(replay(happy, { code: changed })).rejects.toThrow(/[Dd]eterminis/);
  });
});

describe('a replayed history', () => {
  let telling: WorkflowBundleOption;

  beforeAll(async () => {
    telling = await bundleWorkflowCode({
      workflowsPath: pathOf('../../dist/workflows/index.js'),
      workflowInterceptorModules: [pathOf('fixtures/tell-result.ts')],
      logger: new DefaultLogger('ERROR'),
    });
  });

  const experiments = corpus.filter(({ runs }) => isExperiment(runs.map(resultOf).at(-1)));

  test('is there for every end of an experiment', () => {
    const states = experiments.map(({ runs }) => runs.map(resultOf).at(-1) as ExperimentResult);
    expect(new Set(states.map(({ state }) => state))).toEqual(
      new Set(['completed', 'capped', 'stopped']),
    );
  });

  test.each(experiments)('$name derives its head and result again', async (recorded) => {
    const told = await replay(recorded, telling);
    expect(told).toEqual([recorded.runs.map(resultOf).at(-1)]);
  });
});

function isExperiment(result: unknown): result is ExperimentResult {
  return typeof result === 'object' && result !== null && 'lineageHead' in result;
}
