import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { readSettings } from '../../src/config/environment.ts';
import { explainResolved } from '../../src/config/explain-resolved.ts';
import { findExperiment, loadConfig } from '../../src/config/load-config.ts';
import { resolveFound } from '../../src/config/resolve-experiment.ts';
import type { ExperimentInput } from '../../src/contracts/schemas/experiment-input.ts';

function explain(input: ExperimentInput) {
  const configDir = resolve('config');
  const loaded = loadConfig(resolve('config/dream.yaml'));
  const found =
    loaded.kind === 'ok' ? findExperiment(loaded.value, input.experiment ?? null) : loaded;
  if (found.kind === 'invalid') {
    throw new Error('no experiment');
  }
  const request = { configDir, input, namespaceAttributes: [] };
  const spec = resolveFound(found.value, request);
  if (spec.kind === 'invalid') {
    throw new Error('no spec');
  }
  const settings = readSettings(
    { logDir: '/flag' },
    { env: { DREAM_STATE_DIR: '/env' }, file: { DREAM_CPU_ENV: '/file' } },
  );
  const lines = explainResolved({ spec: spec.value, found: found.value, input, settings });
  return new Map(lines.map((line) => [line.path, line]));
}

it('tells flag, variable, .env and default apart', () => {
  const lines = explain({});
  expect(lines.get('settings.logDir')).toMatchObject({ value: '/flag', origin: 'flag' });
  expect(lines.get('settings.stateDir')).toEqual({
    path: 'settings.stateDir',
    value: '/env',
    origin: 'env',
    from: 'DREAM_STATE_DIR',
  });
  expect(lines.get('settings.cpuEnvDir')).toMatchObject({ origin: 'file', from: 'DREAM_CPU_ENV' });
  expect(lines.get('settings.artifactsDir')).toMatchObject({ origin: 'default' });
});

it('names the flag of an override, and the file and line of the rest', () => {
  const lines = explain({ overrides: { capMs: 420_000, seed: 3 } });
  expect(lines.get('budget.capMs')).toMatchObject({ value: '420000', from: '--cap' });
  expect(lines.get('seed')).toMatchObject({ value: '3', from: '--seed' });
  expect(lines.get('strategy.name')).toMatchObject({
    value: 'r-zero',
    origin: 'file',
    from: expect.stringMatching(/^config\/dream\.yaml:\d+:\d+$/),
  });
  expect(lines.get('costs.bootMs')).toMatchObject({ from: 'engines/simulated.yaml' });
  expect(lines.get('workload.promptTokens')).toMatchObject({ from: 'workloads/long-context.yaml' });
});

it('says that the seed and the largest cap are built in where nobody wrote them', () => {
  const lines = explain({});
  expect(lines.get('seed')).toMatchObject({ value: '1', origin: 'default' });
  expect(lines.get('budget.maxCapMs')).toMatchObject({ value: '720000', origin: 'default' });
});

it('shows lists of plain values on one line', () => {
  expect(explain({}).get('space.knobs.0.values')?.value).toBe('[40,45,50,55,60]');
});
