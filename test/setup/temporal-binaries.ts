import type { TestProject } from 'vitest/node';
import { fetchTestBinaries } from '../../scripts/fetch-temporal.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    temporalBinary: string;
    temporalTestServerBinary: string;
  }
}

/** Gives every integration test the two real servers: `inject('temporalBinary')` or by environment. */
export const setup = async (project: TestProject): Promise<void> => {
  const { temporal, temporalTestServer } = await fetchTestBinaries();
  process.env['TEMPORAL_BIN'] = temporal;
  process.env['TEMPORAL_TEST_SERVER'] = temporalTestServer;
  project.provide('temporalBinary', temporal);
  project.provide('temporalTestServerBinary', temporalTestServer);
};
