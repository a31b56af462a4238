import { dirname } from 'node:path';
import { findExperiment, loadConfig } from './load-config.ts';
import type { ConfigProblem } from './problem.ts';
import { resolveFound } from './resolve-experiment.ts';

/** `dream config validate`: every experiment with its profile and workload; nothing means all well. */
export function checkConfig(configFile: string): readonly ConfigProblem[] {
  const loaded = loadConfig(configFile);
  if (loaded.kind === 'invalid') {
    return loaded.problems;
  }
  const request = {
    configDir: dirname(configFile),
    configFile,
    input: {},
    namespaceAttributes: [],
  };
  const problems = Object.keys(loaded.value.value.experiments).flatMap((name) => {
    const found = findExperiment(loaded.value, name);
    const resolved = found.kind === 'ok' ? resolveFound(found.value, request) : found;
    return resolved.kind === 'invalid' ? resolved.problems : [];
  });
  const keys = problems.map(({ where, got }) => `${where} ${got}`);
  return problems.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}
