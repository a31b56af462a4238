import type { z } from 'zod';
import { ExperimentInput } from '../contracts/schemas/experiment-input.ts';
import { parseYaml } from './parse-yaml.ts';
import type { ConfigProblem } from './problem.ts';
import { readIssues } from './read-issues.ts';

/** Problems of a workflow's input, which is JSON and so YAML too: the same words as for a file. */
export function describeInput(
  issues: readonly z.core.$ZodIssue[],
  input: unknown,
): readonly ConfigProblem[] {
  const yaml = parseYaml(JSON.stringify(input, null, 2), 'input');
  return yaml.kind === 'invalid'
    ? yaml.problems
    : readIssues(issues, { yaml: yaml.value, schema: ExperimentInput });
}
