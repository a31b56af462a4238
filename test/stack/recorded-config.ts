import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const shipped = fileURLToPath(new URL('../../config', import.meta.url));

export type Change = readonly [file: string, from: string, to: string];

export type RecordedOptions = {
  /** How long each step of the recorded engines takes, in real time. */
  readonly answerMs?: number;
  /** Further edits of the copied config; the text that is replaced must be there. */
  readonly changes?: readonly Change[];
};

/** Everything on the plan's clock costs next to nothing, so that only real time can end a run. */
export const cheapEstimates: readonly Change[] = [
  ['engines/recorded.yaml', 'bootMs: 20000', 'bootMs: 20'],
  ['engines/recorded.yaml', 'restartMs: 3000', 'restartMs: 3'],
  ['engines/recorded.yaml', 'probeMs: 12000', 'probeMs: 12'],
  ['engines/recorded.yaml', 'soloSttMs: 3000', 'soloSttMs: 3'],
  ['engines/recorded.yaml', 'soloLlmMs: 3000', 'soloLlmMs: 3'],
  ['engines/recorded.yaml', 'confirmProbeMs: 23000', 'confirmProbeMs: 23'],
];

/** A copy of the shipped config in a folder of its own; `file` is its dream.yaml. */
export function copyConfig({ answerMs = 0, changes = [] }: RecordedOptions = {}) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dream-config-')));
  cpSync(shipped, folder, { recursive: true });
  const slow: Change = ['engines/recorded.yaml', 'answerMs: 0', `answerMs: ${answerMs}`];
  for (const change of [slow, ...changes]) edit(folder, change);
  return {
    file: join(folder, 'dream.yaml'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** With cheap estimates the landscape's own durations have to be cheap as well. */
export function copyCheapConfig(options: RecordedOptions = {}) {
  const config = copyConfig({
    ...options,
    changes: [...cheapEstimates, ...(options.changes ?? [])],
  });
  const path = join(config.file, '..', 'engines', 'landscapes', 'spica.json');
  const text = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    text
      .replace(/"bootMs": ?\d+/g, '"bootMs": 20')
      .replace(/"probeMs": ?\d+/g, '"probeMs": 12')
      .replace(/"restartMs": ?\d+/g, '"restartMs": 3'),
  );
  return config;
}

function edit(folder: string, [file, from, to]: Change): void {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no ${JSON.stringify(from)} any more`);
  writeFileSync(path, text.replace(from, to));
}
