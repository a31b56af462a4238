import { runIdPattern } from '../contracts/names.ts';
import { digestOf } from '../domain/digest.ts';

/** An id of ours names the folder itself; any other becomes slug + 8 hex digits of the first run id. */
export function folderNameOf(
  workflowId: string,
  firstRunId: string,
  ours: RegExp = runIdPattern,
): string {
  if (ours.test(workflowId)) return workflowId;
  const slug = workflowId
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${slug || 'run'}-${digestOf(firstRunId).slice(0, 8)}`;
}
