import { join } from 'node:path';
import type { Manifest } from '../contracts/schemas/artifacts.ts';
import { sha256Hex } from '../domain/digest.ts';
import { writeFileAtomic } from './atomic-write.ts';
import { runFiles } from './file-names.ts';
import { jsonText } from './json-text.ts';
import { readRun, sha256Of } from './read-run.ts';
import type { RunRead } from './read-run.ts';

/** The manifest that the other files of a folder make: nothing in it comes from elsewhere. */
export function deriveManifest(run: RunRead): Manifest {
  const records = run.lineage?.records ?? [];
  const digests = [...run.files].flatMap(([name, bytes]) =>
    name === runFiles.manifest ? [] : [[name, sha256Of(bytes)] as const],
  );
  const rest = {
    schemaVersion: 1,
    simulated: run.spec?.simulated ?? null,
    runId: run.summary?.runId ?? run.history?.folder ?? null,
    firstRunId: run.firstRunId,
    genesis: records[0]?.hash ?? null,
    head: records.at(-1)?.hash ?? null,
    records: records.length,
    specDigest: run.spec?.digest ?? null,
    environment: run.summary?.environment ?? null,
    evidence: run.history?.evidence ?? {},
    files: Object.fromEntries(digests),
  } as const;
  return { ...rest, digest: sealOf(rest) };
}

/** true when a manifest is what its own digest says. */
export function isSealedManifest({ digest, ...rest }: Manifest): boolean {
  return sealOf(rest) === digest;
}

// Not the canonical form: it refuses file names and keys that a stranger may have put there.
const sealOf = (rest: Omit<Manifest, 'digest'>): string => sha256Hex(JSON.stringify(rest));

/** Writes `manifest.json` over all that lies in the folder now; the last file of every publication. */
export async function writeManifest(path: string): Promise<string> {
  const file = join(path, runFiles.manifest);
  await writeFileAtomic(file, jsonText(deriveManifest(await readRun(path))));
  return file;
}
