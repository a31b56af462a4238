import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { RunHistory } from '../../src/contracts/history.ts';
import { firstPayload } from '../../src/client/read-payload.ts';

/** A recorded chain of runs of one workflow. */
export type Recorded = {
  readonly name: string;
  readonly workflowId: string;
  readonly runs: readonly RunHistory[];
};

const folder = fileURLToPath(new URL('histories', import.meta.url));

/** Every history that was ever recorded, by version and shape. */
export function readCorpus(): readonly Recorded[] {
  return readdirSync(folder).flatMap((version) =>
    readdirSync(join(folder, version))
      .filter((file) => file.endsWith('.json.gz'))
      .map((file) => ({ name: `${version}/${file}`, ...unpack(join(folder, version, file)) })),
  );
}

/** What the workflow returned when it was recorded; undefined where it did not complete. */
export function resultOf({ history }: RunHistory): unknown {
  const closed = history.events.at(-1)?.['workflowExecutionCompletedEventAttributes'];
  return isFields(closed) ? firstPayload(closed['result']) : undefined;
}

function unpack(path: string): Omit<Recorded, 'name'> {
  return JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')) as Omit<Recorded, 'name'>;
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
