import { expect, it } from 'vitest';
import { ConfigFile } from '../../src/contracts/schemas/config.ts';
import { checkExperiment } from '../../src/config/check-experiment.ts';
import { findExperiment } from '../../src/config/load-config.ts';
import { parseConfig } from '../../src/config/parse-config.ts';
import { writeStarter } from '../../src/config/starter.ts';
import type { Starter } from '../../src/config/starter.ts';

const detected: Starter = {
  name: 'my_box',
  engines: 'detected',
  levels: [25, 30, 80],
  models: ['tiny.en', 'base'],
  baseline: { level: 30, model: 'base' },
};

it.each([
  ['the default', undefined],
  ['what was detected', detected],
])('writes a file without a problem for %s', (_, starter) => {
  const parsed = parseConfig(ConfigFile, { text: writeStarter(starter), file: 'dream.yaml' });
  const loaded =
    parsed.kind === 'ok' ? findExperiment({ ...parsed.value, file: 'dream.yaml' }, null) : parsed;
  expect(loaded.kind === 'ok' ? checkExperiment(loaded.value) : loaded.problems).toEqual([]);
});

it('names the schema for editors and says where the values came from', () => {
  const text = writeStarter(detected);
  expect(text).toMatch(/^# yaml-language-server: \$schema=\.\/dream\.schema\.json\n/);
  expect(text).toContain('vllm_memory_pct: { min: 25, max: 80 }');
  expect(text).toContain('approval: two-person');
});
