import { Context } from '@temporalio/activity';
import type { ControlActivities, ResolveInput } from '../contracts/activities.ts';
import { runIdPattern } from '../contracts/names.ts';
import type { RunFolders } from '../artifacts/run-folder.ts';
import { writeSpec } from '../artifacts/spec-file.ts';
import { toDreamError } from '../config/problem.ts';
import { resolveExperiment } from '../config/resolve-experiment.ts';
import { digestOf } from '../domain/digest.ts';
import { translating } from './failures.ts';

export type ResolveDeps = {
  readonly configDir: string;
  readonly configFile: string;
  readonly folders: RunFolders;
};

/** Turns the input into a sealed spec and claims the folder of the run. */
export function createResolveSpec(deps: ResolveDeps): Pick<ControlActivities, 'resolveSpec'> {
  return {
    resolveSpec: (input) =>
      translating(async () => {
        const namespaceAttributes = await knownAttributes();
        const { configDir, configFile } = deps;
        const result = resolveExperiment({
          configDir,
          configFile,
          input: input.input,
          namespaceAttributes,
        });
        if (result.kind === 'invalid') throw toDreamError(result.problems);
        const spec = result.value;
        const folder = folderNameOf(input);
        const path = await deps.folders.claim({
          experiment: spec.experiment,
          run: folder,
          firstRunId: input.firstRunId,
        });
        await writeSpec(path, spec);
        return { spec, folder };
      }),
  };
}

/** An id of ours names the folder itself; any other becomes slug + 8 hex digits of the first run id. */
function folderNameOf({ workflowId, firstRunId }: ResolveInput): string {
  if (runIdPattern.test(workflowId)) return workflowId;
  const slug = workflowId
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${slug || 'run'}-${digestOf(firstRunId).slice(0, 8)}`;
}

/** Search attributes that the namespace has: an upsert of another one wedges the workflow task. */
async function knownAttributes(): Promise<readonly string[]> {
  const { client, info } = Context.current();
  try {
    const { customAttributes } = await client.connection.operatorService.listSearchAttributes({
      namespace: info.workflowNamespace ?? 'default',
    });
    return Object.keys(customAttributes);
  } catch {
    return [];
  }
}
