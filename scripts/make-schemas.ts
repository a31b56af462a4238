import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { editorSchema, schemaKinds } from '../src/config/editor-schema.ts';
import { reportJsonSchema } from '../src/contracts/schemas/report.ts';

/** Writes config/*.schema.json, which the YAML files name for editors, and that of report.json. */
for (const kind of schemaKinds) await write(`config/${kind}.schema.json`, editorSchema(kind));
await write('docs/report.schema.json', reportJsonSchema());

async function write(file: string, schema: object): Promise<void> {
  const text = JSON.stringify(schema);
  writeFileSync(file, await format(text, { parser: 'json', printWidth: 100 }));
}
