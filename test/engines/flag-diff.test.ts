import { describe, expect, test } from 'vitest';
import { loadProfile } from '../../src/config/load-profile.ts';
import type { ProcessProfile } from '../../src/contracts/schemas/profile.ts';
import { flagDiff } from '../../src/engines/flag-diff.ts';

const baseline = { vllm_memory_pct: 50, whisper_model: 'small' };

describe('the flags that two configurations differ in', () => {
  test('are those of each server, in the order in which production starts them', () => {
    const candidate = { vllm_memory_pct: 55, whisper_model: 'base' };
    expect(flagDiff(profile('vllm-whisper'), baseline, candidate)).toEqual([
      { engine: 'stt', from: '--model=small', to: '--model=base' },
      {
        engine: 'llm',
        from: '--gpu-memory-utilization=0.50',
        to: '--gpu-memory-utilization=0.55',
      },
    ]);
  });

  test('are none between equal ones', () => {
    expect(flagDiff(profile('simulated'), baseline, baseline)).toEqual([]);
  });

  test('name no path of a machine, but the placeholder of the profile', () => {
    const own = profile('vllm-whisper');
    const { stt } = own.engines;
    const placed: ProcessProfile = {
      ...own,
      engines: {
        ...own.engines,
        stt: {
          ...stt,
          knobs: {
            whisper_model: {
              type: 'choice',
              argument: '--model={value}',
              values: { small: '{cpuEnv}/small', base: '{cpuEnv}/base' },
            },
          },
        },
      },
    };
    const candidate = { ...baseline, whisper_model: 'base' };
    expect(flagDiff(placed, baseline, candidate)).toEqual([
      { engine: 'stt', from: '--model={cpuEnv}/small', to: '--model={cpuEnv}/base' },
    ]);
  });

  test.each([
    ['a value outside the bounds', { vllm_memory_pct: 71, whisper_model: 'small' }],
    ['an unknown choice', { vllm_memory_pct: 50, whisper_model: 'large' }],
    ['a knob without a value', { whisper_model: 'small' }],
  ])('are not known where the profile refuses %s', (_what, candidate) => {
    expect(flagDiff(profile('vllm-whisper'), baseline, candidate)).toBeNull();
  });
});

function profile(name: string): ProcessProfile {
  const loaded = loadProfile({ configDir: 'config', name });
  if (loaded.kind === 'invalid' || loaded.value.profile.kind !== 'processes') {
    throw new Error(`no process profile ${name}`);
  }
  return loaded.value.profile;
}
