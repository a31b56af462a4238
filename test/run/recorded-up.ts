import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { until } from '../cli/dream.ts';
import type { Ended } from '../cli/dream.ts';
import { createRunPlace } from './place.ts';

/** `dream up` in a folder of its own; what its runs find, on recorded engines, is better. */
export async function startRecordedUp() {
  const place = createRunPlace({ engines: 'recorded', populations: [2, 4, 4, 4], cheap: true });
  const up = place.start(['up', '--engines', 'recorded']);
  await until(() => up.text.err.includes('ready: recorded-0')).catch(async (error: unknown) => {
    await place.dispose();
    throw error;
  });
  const record = readFileSync(join(place.folder, '.dream', 'server.json'), 'utf8');
  const { address, uiUrl } = JSON.parse(record) as Server;
  return {
    ...place,
    uiUrl,
    /** Temporal's own command line, as a person types it. */
    temporal: (...args: readonly string[]) => temporal([...args, '--address', address]),
    /** The closed or open history of a workflow, as the `temporal` command shows it. */
    history: async (id: string): Promise<readonly HistoryEvent[]> => {
      const show = ['workflow', 'show', '-w', id, '-o', 'json', '--address', address];
      return (JSON.parse((await temporal(show)).out) as History).events;
    },
  };
}

export type RecordedUp = Awaited<ReturnType<typeof startRecordedUp>>;

type Server = { readonly address: string; readonly uiUrl: string };
type History = { readonly events: readonly HistoryEvent[] };

export type HistoryEvent = {
  readonly workflowExecutionStartedEventAttributes?: { readonly identity?: string };
  readonly workflowExecutionUpdateAcceptedEventAttributes?: {
    readonly acceptedRequest: {
      readonly meta: { readonly identity?: string };
      readonly input: { readonly name: string };
    };
  };
};

/** Whom the history names: who started the workflow, and who sent each update that was taken in. */
export function identitiesIn(events: readonly HistoryEvent[]) {
  const [first] = events;
  return {
    started: first?.workflowExecutionStartedEventAttributes?.identity,
    updates: events.flatMap(({ workflowExecutionUpdateAcceptedEventAttributes: accepted }) => {
      if (accepted === undefined) return [];
      const { meta, input } = accepted.acceptedRequest;
      return [{ name: input.name, identity: meta.identity }];
    }),
  };
}

function temporal(args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(inject('temporalBinary'), args, (_error, out, err) => {
      resolve({ code: child.exitCode, out, err });
    });
  });
}
