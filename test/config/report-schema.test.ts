import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { reportJsonSchema } from '../../src/contracts/schemas/report.ts';

it('docs/report.schema.json is up to date: npx tsx scripts/make-schemas.ts', () => {
  const written: unknown = JSON.parse(readFileSync('docs/report.schema.json', 'utf8'));
  expect(written).toEqual(reportJsonSchema());
});
