import { expect, it } from 'vitest';
import { readRepositoryFiles } from './repository-files.ts';

const environmentRead =
  /\bprocess\s*(\?\.|\.)\s*env\b|\bprocess\s*\[\s*['"`]env|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b/;

// plays a foreign program: vLLM takes the names of its processes from its environment
const exceptions = ['src/simulator/vllm-start.ts'];

it('reads the process environment in src/config only', () => {
  const offenders = readRepositoryFiles()
    .filter(({ path }) => path.startsWith('src/') && !path.startsWith('src/config/'))
    .filter(({ path }) => !exceptions.includes(path))
    .filter(({ text }) => environmentRead.test(text))
    .map(({ path }) => path);
  expect(offenders).toEqual([]);
});

it.each(['process.env.HOME', "process.env['HOME']", 'const { env } = process', "process['env']"])(
  'would notice %s',
  (text) => {
    expect(environmentRead.test(text)).toBe(true);
  },
);
