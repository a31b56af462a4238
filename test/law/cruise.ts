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
import { findTool, repositoryRoot } from '../../scripts/repository.ts';

export type Violation = { readonly rule: string; readonly from: string };

type CruiseReport = {
  readonly summary: {
    readonly violations: readonly { readonly rule: { name: string }; readonly from: string }[];
  };
};

/** Runs dependency-cruiser with the repository's law over a tree of planted files. */
export const cruiseTree = (files: Readonly<Record<string, string>>): readonly Violation[] => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'dream law ')));
  try {
    plantTree(root, files);
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src'],
      { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    if (stdout === '') {
      throw new Error(`dependency-cruiser gave no report: ${stderr}`);
    }
    const report = JSON.parse(stdout) as CruiseReport;
    return report.summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

const cruiser = findTool('dependency-cruiser', 'bin/dependency-cruise.mjs');

const plantTree = (root: string, files: Readonly<Record<string, string>>): void => {
  for (const name of ['.dependency-cruiser.cjs', 'package.json', 'tsconfig.json']) {
    cpSync(join(repositoryRoot, name), join(root, name));
  }
  symlinkSync(join(repositoryRoot, 'node_modules'), join(root, 'node_modules'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
};
