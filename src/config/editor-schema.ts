import { z } from 'zod';
import { ConfigFile } from '../contracts/schemas/config.ts';
import { Profile } from '../contracts/schemas/profile.ts';
import { Workload } from '../contracts/schemas/workload.ts';

/** Files that have a JSON Schema for editors: config/<kind>.schema.json. */
export const schemaKinds = ['dream', 'engine', 'workload'] as const;
export type SchemaKind = (typeof schemaKinds)[number];

const sources = { dream: ConfigFile, engine: Profile, workload: Workload } as const;

/** JSON Schema (draft 7) of what a person writes, for editors and `dream config schema`. */
export const editorSchema = (kind: SchemaKind): object =>
  z.toJSONSchema(sources[kind], { io: 'input', target: 'draft-7' });
