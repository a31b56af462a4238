import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { workloadDigestOf } from '../contracts/digests.ts';
import { Workload } from '../contracts/schemas/workload.ts';
import { findYaml } from './find-file.ts';
import type { Named } from './load-profile.ts';
import { readConfig } from './parse-config.ts';
import { invalid, ok } from './problem.ts';
import type { ConfigProblem, Result } from './problem.ts';
import { showPath } from './read-text.ts';

export type LoadedWorkload = {
  readonly workload: Workload;
  /** Covers the sentences or clips themselves. */
  readonly digest: string;
  readonly file: string;
};

/**
 * A workload by name: `<configDir>/workloads/<name>.yaml`. Its speech path is relative to the
 * config folder and stays so in the spec, as another host may keep the folder elsewhere.
 */
export function loadWorkload({
  configDir,
  name,
  where = '--workload',
}: Named): Result<LoadedWorkload> {
  const folder = join(configDir, 'workloads');
  const found = findYaml({ folder, name, what: 'a workload', where, path: 'workload' });
  if (found.kind === 'invalid') {
    return found;
  }
  const parsed = readConfig(Workload, found.value);
  if (parsed.kind === 'invalid') {
    return parsed;
  }
  const { value: workload, yaml } = parsed.value;
  const expected = basename(found.value, '.yaml');
  if (workload.name !== expected) {
    const fix = 'a workload is named as its file';
    const at = yaml.locate(['name']);
    return invalid({ where: at, path: 'name', got: workload.name, allowed: expected, fix });
  }
  if (workload.ceilingConcurrency < workload.referenceConcurrency) {
    return invalid({
      where: yaml.locate(['ceilingConcurrency']),
      path: 'ceilingConcurrency',
      got: String(workload.ceilingConcurrency),
      allowed: `at least referenceConcurrency (${workload.referenceConcurrency})`,
      fix: 'the ceiling is the top of the ladder',
    });
  }
  const speech = digestSpeech(configDir, workload.speech);
  return typeof speech === 'string'
    ? ok({ workload, digest: workloadDigestOf(workload, speech), file: showPath(found.value) })
    : invalid({ ...speech, where: yaml.locate(['speech', pathKey(workload.speech)]) });
}

/** Either names the clips and what is said in them. */
const lists: readonly string[] = ['transcripts.jsonl', 'clips.json'];

const pathKey = (speech: Workload['speech']) => (speech.kind === 'folder' ? 'path' : 'file');

/** SHA-256 over names and contents of the clips, or over the sentences. */
function digestSpeech(
  configDir: string,
  speech: Workload['speech'],
): string | Omit<ConfigProblem, 'where'> {
  const written = speech.kind === 'folder' ? speech.path : speech.file;
  const full = resolve(configDir, written);
  const stats = statSync(full, { throwIfNoEntry: false });
  const path = `speech.${pathKey(speech)}`;
  if (speech.kind === 'sentences') {
    const allowed = `a text file, from ${showPath(configDir)}`;
    return stats?.isFile() === true
      ? createHash('sha256').update(readFileSync(full)).digest('hex')
      : { path, got: `${written}, which is no file`, allowed, fix: 'mend the path' };
  }
  const files = stats?.isDirectory() === true ? listSpeech(full) : [];
  if (!files.some((file) => lists.includes(file))) {
    const allowed = `a folder with WAV files and ${lists.join(' or ')}`;
    return { path, got: `${written}, where none is`, allowed, fix: 'mend the path' };
  }
  const hash = createHash('sha256');
  for (const file of files) {
    const content = createHash('sha256')
      .update(readFileSync(join(full, file)))
      .digest('hex');
    hash.update(`${file}\n${content}\n`);
  }
  return hash.digest('hex');
}

const listSpeech = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.wav') || lists.includes(file))
    .sort();
