import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { verifyFolder } from '../../src/artifacts/verify-folder.ts';
import { packageFolder } from '../engines/stand-in.ts';

const examples = join(packageFolder, 'docs', 'example-runs', 'cpu');
const runs = readdirSync(examples, { withFileTypes: true }).filter((entry) => entry.isDirectory());

it.each(runs.map(({ name }) => name))(
  'the committed run %s agrees with its event history',
  async (name) => {
    const { level, findings } = await verifyFolder(join(examples, name));
    expect(findings).toEqual([]);
    expect(level).toBe(1);
  },
);
