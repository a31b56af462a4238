import type { FoundExperiment } from './load-config.ts';
import type { YamlPath } from './parse-yaml.ts';
import type { ConfigProblem } from './problem.ts';

type Said = Pick<ConfigProblem, 'allowed' | 'fix'> & { readonly got?: string };

/** A problem of an experiment's value; `got` is the value as written, unless said otherwise. */
export function problemAt(found: FoundExperiment, path: YamlPath, said: Said): ConfigProblem {
  return {
    where: found.at(path),
    path: ['experiments', found.name, ...path].join('.'),
    got: said.got ?? found.show(path),
    allowed: said.allowed,
    fix: said.fix,
  };
}
