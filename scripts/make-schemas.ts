import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { editorSchema, schemaKinds } from '../src/config/editor-schema.ts';

/** Writes config/*.schema.json, which the YAML files name for editors. */
for (const kind of schemaKinds) {
  const text = JSON.stringify(editorSchema(kind));
  writeFileSync(
    `config/${kind}.schema.json`,
    await format(text, { parser: 'json', printWidth: 100 }),
  );
}
