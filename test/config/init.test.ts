import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkConfig } from '../../src/config/check-config.ts';
import { readSettings } from '../../src/config/environment.ts';
import { initConfig } from '../../src/config/init.ts';
import { renderProblem } from '../../src/config/problem.ts';

let folder = '';
const { packageDir } = readSettings({}, { env: {}, file: {} });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dream init '));
});

afterEach(() => rmSync(folder, { recursive: true }));

it('writes a config folder that validates, profiles and workloads included', () => {
  const configFile = join(folder, 'config', 'dream.yaml');
  const made = initConfig({ configFile, packageDir });
  expect(made.kind === 'ok' ? made.value[0] : made.problems).toBe(configFile);
  expect(checkConfig(configFile).map(renderProblem)).toEqual([]);
});

it('changes nothing that exists', () => {
  const configFile = join(folder, 'dream.yaml');
  writeFileSync(configFile, 'mine');
  const refused = initConfig({ configFile, packageDir });
  expect(refused.kind === 'invalid' ? refused.problems.map(renderProblem) : []).toEqual([
    `${configFile}: got a file that exists, allowed a new file; mend that one, or name another file with --config`,
  ]);
  expect(readFileSync(configFile, 'utf8')).toBe('mine');
});

it('says so when the folder cannot be made', () => {
  writeFileSync(join(folder, 'file'), '');
  const configFile = join(folder, 'file', 'config', 'dream.yaml');
  expect(initConfig({ configFile, packageDir })).toMatchObject({
    kind: 'invalid',
    problems: [{ got: `${folder}/file, which is a file` }],
  });
});
