import { ConfigFile, Experiment } from '../contracts/schemas/config.ts';
import type { WrittenExperiment } from '../contracts/schemas/config.ts';
import { idRule } from './find-file.ts';
import { readConfig } from './parse-config.ts';
import type { Parsed } from './parse-config.ts';
import type { YamlPath } from './parse-yaml.ts';
import { showValue, suggest } from './printable.ts';
import { invalid, ok } from './problem.ts';
import type { ConfigProblem, Result } from './problem.ts';
import { showPath } from './read-text.ts';

export type LoadedConfig = Parsed<ConfigFile> & { readonly file: string };

/** An experiment with `extends` followed; `at` finds a value in whichever entry wrote it. */
export type FoundExperiment = {
  readonly name: string;
  readonly experiment: Experiment;
  readonly written: WrittenExperiment;
  readonly at: (path: YamlPath) => string;
  readonly show: (path: YamlPath) => string;
};

/** config/dream.yaml against its schema, `default` and every `extends` checked. */
export function loadConfig(configFile: string): Result<LoadedConfig> {
  const parsed = readConfig(ConfigFile, configFile);
  if (parsed.kind === 'invalid') {
    return parsed;
  }
  const loaded = { ...parsed.value, file: showPath(configFile) };
  const problems = [
    ...checkName(loaded, ['default'], loaded.value.default),
    ...Object.entries(loaded.value.experiments).flatMap(([name, { extends: parent }]) =>
      parent === undefined ? [] : checkParent(loaded, name, parent),
    ),
  ];
  return problems.length > 0 ? invalid(...problems) : ok(loaded);
}

/** An experiment by name, null for the default one; every section that is missing is named. */
export function findExperiment(
  loaded: LoadedConfig,
  asked: string | null,
  where = '--experiment',
): Result<FoundExperiment> {
  const { experiments, default: standard } = loaded.value;
  const name = asked ?? standard;
  const written = Object.hasOwn(experiments, name) ? experiments[name] : undefined;
  if (written === undefined) {
    const names = Object.keys(experiments);
    const isId = /^[a-z0-9][a-z0-9_-]{0,62}$/.test(name);
    const got = showValue(JSON.stringify(name));
    const allowed = isId ? names.join(', ') : idRule;
    return invalid({ where, path: 'experiment', got, allowed, fix: suggest(name, names) });
  }
  const { extends: parent, ...own } = written;
  const { extends: _, ...inherited } =
    (parent === undefined ? undefined : experiments[parent]) ?? {};
  const checked = Experiment.safeParse({ ...inherited, ...own });
  if (!checked.success) {
    const missing = checked.error.issues.map((issue) => issue.path.map(String).join('.'));
    const at = loaded.yaml.locateKey(['experiments', name]);
    const path = `experiments.${name}`;
    const fix = 'add them, or take them from another experiment with `extends`';
    const got = `no ${missing.join(', ')}`;
    return invalid({ where: at, path, got, allowed: 'every section', fix });
  }
  const from = (path: YamlPath): YamlPath => {
    const isOwn = Object.hasOwn(own, String(path[0]));
    return ['experiments', isOwn || parent === undefined ? name : parent, ...path];
  };
  return ok({
    name,
    experiment: checked.data,
    written,
    at: (path) => loaded.yaml.locate(from(path)),
    show: (path) => loaded.yaml.show(from(path)),
  });
}

function checkName(
  { value, yaml }: LoadedConfig,
  path: YamlPath,
  name: string,
): readonly ConfigProblem[] {
  const names = Object.keys(value.experiments);
  return names.includes(name)
    ? []
    : [
        {
          where: yaml.locate(path),
          path: path.join('.'),
          got: name,
          allowed: names.length === 0 ? 'an experiment' : names.join(', '),
          fix: names.length === 0 ? 'add one under `experiments`' : suggest(name, names),
        },
      ];
}

function checkParent(loaded: LoadedConfig, name: string, parent: string): readonly ConfigProblem[] {
  const path = ['experiments', name, 'extends'];
  const unknown = checkName(loaded, path, parent);
  if (unknown.length > 0 || loaded.value.experiments[parent]?.extends === undefined) {
    return unknown;
  }
  return [
    {
      where: loaded.yaml.locate(path),
      path: path.join('.'),
      got: `${parent}, which extends another one itself`,
      allowed: 'an experiment without `extends`',
      fix: 'extend that one directly',
    },
  ];
}
