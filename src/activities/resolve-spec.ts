import type { ControlActivities } from '../contracts/activities.ts';
import type { RunFolders } from '../artifacts/run-folder.ts';
import { writeSpec } from '../artifacts/spec-file.ts';
import { toDreamError } from '../config/problem.ts';
import { resolveExperiment } from '../config/resolve-experiment.ts';
import { translating } from './failures.ts';
import { folderNameOf } from './folder-name.ts';
import { knownAttributes } from './known-attributes.ts';

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
        const folder = folderNameOf(input.workflowId, input.firstRunId);
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
