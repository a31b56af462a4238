import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findTool, listFiles, repositoryRoot, runNode } from './repository.ts';

const dist = join(repositoryRoot, 'dist');

const build = (): number => {
  const code = runNode(findTool('typescript', 'bin/tsc'), '-p', 'tsconfig.build.json');
  if (code !== 0) {
    return code;
  }
  removeLeftovers();
  markExecutables();
  return 0;
};

// tsc never deletes: without this a removed source file stays in the package
const removeLeftovers = (): void => {
  for (const file of listFiles(dist).filter((path) => /\.js(\.map)?$/.test(path))) {
    const name = relative(dist, file);
    const source = join(repositoryRoot, 'src', name.replace(/\.js(\.map)?$/, '.ts'));
    if (name !== 'workflow-bundle.js' && !existsSync(source)) {
      rmSync(file);
    }
  }
};

const markExecutables = (): void => {
  for (const file of listFiles(dist).filter((path) => path.endsWith('.js'))) {
    if (readFileSync(file, 'utf8').startsWith('#!')) {
      chmodSync(file, 0o755);
    }
  }
};

process.exitCode = build();
