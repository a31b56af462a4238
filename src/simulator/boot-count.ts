import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Counts the boots of an engine in this state folder, so that each boot has noise of its own. */
export const nextBoot = (stateFolder: string, engine: string): number => {
  mkdirSync(stateFolder, { recursive: true });
  const file = join(stateFolder, `boots-${engine}`);
  const boot = (Number.parseInt(readText(file), 10) || 0) + 1;
  writeFileSync(`${file}.${process.pid}`, String(boot));
  renameSync(`${file}.${process.pid}`, file);
  return boot;
};

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
