import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { editorSchema, schemaKinds } from '../../src/config/editor-schema.ts';

it.each(schemaKinds)(
  'config/%s.schema.json is up to date: npx tsx scripts/make-schemas.ts',
  (kind) => {
    const written: unknown = JSON.parse(readFileSync(`config/${kind}.schema.json`, 'utf8'));
    expect(written).toEqual(editorSchema(kind));
  },
);

const files = [
  ['config/dream.yaml', './dream.schema.json'],
  ...listYaml('engines').map((file) => [file, '../engine.schema.json']),
  ...listYaml('workloads').map((file) => [file, '../workload.schema.json']),
];

function listYaml(folder: string): string[] {
  return readdirSync(`config/${folder}`)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => `config/${folder}/${file}`);
}

it.each(files)('%s names %s for editors', (file, schema) => {
  expect(readFileSync(file ?? '', 'utf8').split('\n')[0]).toBe(
    `# yaml-language-server: $schema=${schema}`,
  );
});
