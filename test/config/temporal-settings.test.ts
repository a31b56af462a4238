import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readTemporalSettings } from '../../src/config/temporal-settings.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dream-temporal-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const outside = (env: Record<string, string>) => ({
  env: { TEMPORAL_CONFIG_FILE: join(folder, 'temporal.toml'), ...env },
  file: {},
});

it('is not explicit without address and profile', () => {
  expect(readTemporalSettings({}, outside({}))).toMatchObject({
    explicit: false,
    address: 'localhost:7233',
    namespace: 'default',
  });
});

it("takes Temporal's own variables", () => {
  const env = { TEMPORAL_ADDRESS: 'temporal.lan:7233', TEMPORAL_NAMESPACE: 'voice' };
  expect(readTemporalSettings({}, outside(env))).toMatchObject({
    explicit: true,
    address: 'temporal.lan:7233',
    namespace: 'voice',
  });
});

it('lets a flag win over the variable', () => {
  const env = { TEMPORAL_ADDRESS: 'one:7233' };
  expect(readTemporalSettings({ address: 'two:7233' }, outside(env)).address).toBe('two:7233');
});

it("reads a profile of Temporal's file", () => {
  writeFileSync(
    join(folder, 'temporal.toml'),
    '[profile.lab]\naddress = "lab:7233"\nnamespace = "gpu"\n',
  );
  expect(readTemporalSettings({ profile: 'lab' }, outside({}))).toMatchObject({
    explicit: true,
    address: 'lab:7233',
    namespace: 'gpu',
  });
});

it('says so when the file cannot be read', () => {
  writeFileSync(join(folder, 'temporal.toml'), 'not toml at all =');
  expect(() => readTemporalSettings({}, outside({}))).toThrow(
    /^Temporal's connection settings cannot be read: /,
  );
});
