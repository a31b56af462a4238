import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { constants } from 'node:os';
import { freshenDist } from './freshen.ts';
import { repositoryRoot } from './repository.ts';

const start = (): void => {
  const main = join(repositoryRoot, 'dist', 'cli', 'main.js');
  const args = process.argv.slice(2);
  const command = args[0]?.startsWith('-') === false ? args : ['run', ...args];
  const child = spawn(process.execPath, [main, ...command], { stdio: 'inherit' });
  // the terminal sends Ctrl-C to both: the program decides what it means
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (signal === null ? 1 : constants.signals[signal]);
  });
};

if (freshenDist()) {
  start();
} else {
  process.stderr.write('the build failed: see the lines above\n');
  process.exitCode = 1;
}
