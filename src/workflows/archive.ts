import type { ExportInput } from '../contracts/activities.ts';
import { archiveSteps } from './activity-options.ts';

/** Awaits the close of an experiment and exports the histories of its chain: servers forget. */
export async function archive(input: ExportInput): Promise<string> {
  return archiveSteps().exportHistory(input);
}
