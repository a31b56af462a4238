import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findTool, repositoryRoot } from '../../scripts/repository.ts';

const seeds: readonly (readonly [rule: string, file: string, text: string])[] = [
  ['no-restricted-imports', 'src/domain/a1.ts', `import 'node:fs';`],
  ['no-restricted-globals', 'src/domain/a2.ts', `export const a = Date.now();`],
  ['no-restricted-properties', 'src/domain/a3.ts', `export const a = Math.random();`],
  ['no-restricted-imports', 'src/workflows/a4.ts', `import 'node:crypto';`],
  ['no-restricted-imports', 'src/workflows/a5.ts', `import 'zod';`],
  ['no-restricted-properties', 'src/workflows/a6.ts', `export const a = Math.random();`],
  [
    'no-import-type-side-effects',
    'src/workflows/a7.ts',
    `import { type B } from './b.ts';\nexport const a = (b: B): B => b;`,
  ],
  [
    'no-floating-promises',
    'src/load/a8.ts',
    `const f = async (): Promise<void> => {};\nexport const a = (): void => {\n  f();\n};`,
  ],
  [
    'no-misused-promises',
    'src/load/a9.ts',
    `export const a = (): void => {\n  [1].forEach(async () => {});\n};`,
  ],
  [
    'switch-exhaustiveness-check',
    'src/load/a10.ts',
    `export const a = (b: 'x' | 'y'): void => {\n  switch (b) {\n    case 'x':\n  }\n};`,
  ],
  ['no-explicit-any', 'src/load/a11.ts', `export const a = (b: any): unknown => b;`],
  ['no-non-null-assertion', 'src/load/a12.ts', `export const a = (b?: string): string => b!;`],
  [
    'consistent-type-assertions',
    'src/load/a13.ts',
    `export const a = (b: unknown): string => b as string;`,
  ],
  ['no-console', 'src/load/a14.ts', `console.log('a');`],
  ['no-default-export', 'src/load/a15.ts', `export default 1;`],
];

const allowed: readonly (readonly [file: string, text: string])[] = [
  ['src/workflows/b.ts', `export type B = string;\nexport const b = Date.now();`],
  ['src/cli/c.ts', `console.log('c');`],
  ['src/contracts/d.ts', `export const d = (e: unknown): string => e as string;`],
];

type Diagnostic = { readonly code: string; readonly filename: string };

const lint = (): readonly Diagnostic[] => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'dream lint ')));
  try {
    for (const name of ['.oxlintrc.json', 'tsconfig.json', 'package.json']) {
      cpSync(join(repositoryRoot, name), join(root, name));
    }
    symlinkSync(join(repositoryRoot, 'node_modules'), join(root, 'node_modules'));
    for (const [file, text] of [
      ...seeds.map(([, file, text]) => [file, text] as const),
      ...allowed,
    ]) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), `${text}\n`);
    }
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [findTool('oxlint', 'bin/oxlint'), '--type-aware', '--format', 'json', 'src'],
      {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}` },
      },
    );
    if (stdout === '') {
      throw new Error(`oxlint gave no report: ${stderr}`);
    }
    return (JSON.parse(stdout) as { diagnostics: readonly Diagnostic[] }).diagnostics;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

describe('lint law', () => {
  let diagnostics: readonly Diagnostic[] = [];

  beforeAll(() => {
    diagnostics = lint();
  }, 60_000);

  it.each(seeds)('%s is reported in %s', (rule, file) => {
    const rules = diagnostics.filter(({ filename }) => filename === file).map(({ code }) => code);
    expect(rules.join(' ')).toContain(`(${rule})`);
  });

  it('blames nothing that is allowed', () => {
    const files = allowed.map(([file]) => file);
    expect(diagnostics.filter(({ filename }) => files.includes(filename))).toEqual([]);
  });
});
