import { describe, expect, test } from 'vitest';
import { EngineSpec } from '../../src/contracts/schemas/profile.ts';
import { fillPlaceholders, renderCommand } from '../../src/engines/engine-command.ts';
import { renderEnvironment } from '../../src/engines/engine-environment.ts';

const spec = EngineSpec.parse({
  command: ['{node}', 'serve', '--port={port}', '--json={"a": 1}'],
  environment: { MODEL_ROOT: '{package}/models' },
  servedModel: 'assistant',
  readyTimeoutMs: 1_000,
  knobs: {
    level: { type: 'percent', argument: '--share={ratio}', min: 30, max: 70 },
    streams: { type: 'integer', argument: '--streams={value}', min: 1, max: 8 },
    model: { type: 'choice', argument: '--model={value}', values: { tiny: '{package}/t' } },
  },
});
const placeholders = { node: '/bin/node', package: '/p k', port: '81' };
const settings = { level: 55, streams: 2, model: 'tiny' };

describe('the command line', () => {
  test('is the command and one flag for each knob', () => {
    expect(renderCommand(spec, settings, placeholders)).toEqual([
      '/bin/node',
      'serve',
      '--port=81',
      '--json={"a": 1}',
      '--share=0.55',
      '--streams=2',
      '--model=/p k/t',
    ]);
  });

  test('puts a knob where the command names it', () => {
    const placed = { ...spec, command: ['run', '{level}', 'last'] };
    expect(renderCommand(placed, settings, placeholders).slice(0, 3)).toEqual([
      'run',
      '--share=0.55',
      'last',
    ]);
  });

  test('an unknown placeholder is said with those that exist', () => {
    expect(() => fillPlaceholders('{nowhere}/x', placeholders)).toThrow('{nowhere}');
  });
});

describe('nothing outside the bounds is ever applied', () => {
  test.each([30, 70])('%i is the last that is allowed', (level) => {
    expect(renderCommand(spec, { ...settings, level }, placeholders)).toContain(
      `--share=0.${level}`,
    );
  });

  test.each([
    { level: 29 },
    { level: 71 },
    { level: 50.5 },
    { level: '50' },
    { level: Number.NaN },
    { streams: 0 },
    { streams: 9 },
    { model: 'small' },
    { model: '--help' },
    { model: '__proto__' },
    { model: 'toString' },
    { extra: 1 },
  ])('%j is refused', (change) => {
    expect(() => renderCommand(spec, { ...settings, ...change }, placeholders)).toThrow(
      expect.objectContaining({ code: 'REFUSED' }),
    );
  });

  test('a knob without a value is refused', () => {
    expect(() => renderCommand(spec, { level: 50, streams: 1 }, placeholders)).toThrow('model');
  });
});

test('the environment is what was passed, the profile, the card and the marker, and no more', () => {
  const environment = renderEnvironment({
    spec: { ...spec, environment: { ...spec.environment, CUDA_VISIBLE_DEVICES: '7' } },
    hostVariables: { PATH: '/bin', MODEL_ROOT: '/elsewhere' },
    cudaDevice: '1',
    marker: 'abc-llm',
    placeholders,
  });
  expect(environment).toEqual({
    PATH: '/bin',
    MODEL_ROOT: '/p k/models',
    CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
    CUDA_VISIBLE_DEVICES: '1',
    DREAM_SESSION: 'abc-llm',
    VLLM_PROCESS_NAME_PREFIX: 'dream-abc-llm',
  });
});
