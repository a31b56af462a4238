import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readOutside, readSettings } from '../../src/config/environment.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dream-env-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const nothing = { env: {}, file: {} };

it('has a default for every setting', () => {
  expect(readSettings({}, { env: { HOME: '/home/ann' }, file: {} })).toMatchObject({
    configFile: resolve('config/dream.yaml'),
    configDir: resolve('config'),
    stateDir: resolve('.dream'),
    artifactsDir: resolve('artifacts/dream'),
    logFile: resolve('logs/dream/runner.log'),
    logLevel: 'info',
    cacheDir: '/home/ann/.cache/dream',
    cpuEnvDir: resolve('.dream/cpu'),
    color: 'auto',
    origins: { stateDir: 'default', configFile: 'default' },
  });
});

it('lets a flag win over the environment, and the environment over .env', () => {
  const outside = {
    env: { DREAM_STATE_DIR: '/env', DREAM_LOG_DIR: '/env' },
    file: { DREAM_STATE_DIR: '/file', DREAM_LOG_DIR: '/file', DREAM_ARTIFACTS_DIR: '/file' },
  };
  const settings = readSettings({ stateDir: '/flag' }, outside);
  expect(settings).toMatchObject({ stateDir: '/flag', logDir: '/env', artifactsDir: '/file' });
  expect(settings.origins).toMatchObject({ stateDir: 'flag', logDir: 'env', artifactsDir: 'file' });
});

it('reads a .env file of the working folder', () => {
  writeFileSync(join(folder, '.env'), 'DREAM_LOG_LEVEL=debug\n# a comment\n');
  expect(readOutside(folder).file).toEqual({ DREAM_LOG_LEVEL: 'debug' });
});

it('is content without a .env file', () => {
  mkdirSync(join(folder, '.env'));
  expect(readOutside(folder).file).toEqual({});
});

it('takes a folder for the dream.yaml in it', () => {
  expect(readSettings({ config: folder }, nothing).configFile).toBe(join(folder, 'dream.yaml'));
});

it.each([
  [{ NO_COLOR: '1' }, 'never'],
  [{ NO_COLOR: '' }, 'auto'],
  [{ NO_COLOR: '1', FORCE_COLOR: '1' }, 'never'],
  [{ FORCE_COLOR: '1' }, 'always'],
  [{ FORCE_COLOR: '0' }, 'never'],
  [{ CLICOLOR_FORCE: '1' }, 'always'],
  [{ CLICOLOR: '0' }, 'never'],
  [{ TERM: 'dumb' }, 'never'],
])('understands %j as colour %s', (env, color) => {
  expect(readSettings({}, { env, file: {} }).color).toBe(color);
});

it('hands engines the CUDA variables and the search paths, and no secret', () => {
  const env = {
    PATH: '/bin',
    LD_LIBRARY_PATH: '/lib',
    CUDA_VISIBLE_DEVICES: '0',
    CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
    NVIDIA_VISIBLE_DEVICES: 'all',
    TEMPORAL_API_KEY: 'sesame',
    HF_TOKEN: 'sesame',
    VLLM_ENABLE_STARTUP_PLAN: '1',
  };
  expect(readSettings({}, { env, file: {} }).engineVariables).toEqual({
    PATH: '/bin',
    LD_LIBRARY_PATH: '/lib',
    CUDA_VISIBLE_DEVICES: '0',
    CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
    NVIDIA_VISIBLE_DEVICES: 'all',
  });
});
