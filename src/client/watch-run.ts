import type { Client } from '@temporalio/client';
import type { RunEvent } from '../domain/view/event.ts';
import { applyEvent, startView } from '../domain/view/fold.ts';
import type { ExperimentView } from '../domain/view/view.ts';
import { decodeEvents } from './history-events.ts';
import { DreamError } from '../contracts/errors.ts';
import { grpcCodeOf, grpcCodes } from './grpc-code.ts';

/** `unreachable`: the server is away; the watch goes on by itself. */
export type Watched =
  | { readonly kind: 'view'; readonly view: ExperimentView }
  | { readonly kind: 'unreachable'; readonly failures: number };

export type WatchOptions = {
  readonly runId: string;
  /** First execution of the chain; found by itself where it is not given. */
  readonly firstRunId?: string;
  readonly signal?: AbortSignal;
};

const pollTimeoutMs = 40_000;
const retryMs = 1_000;

/**
 * Views of a run, one after each event, by long poll; follows continue-as-new and waits
 * while the server is away. Ends with the run, or with `signal`. Throws RUN_NOT_FOUND.
 */
export async function* watchRun(
  client: Client,
  options: WatchOptions,
): AsyncGenerator<Watched, void> {
  let view = startView;
  let place: Place | null = null;
  let failures = 0;
  while (!isAborted(options) && view.close === null) {
    try {
      place ??= { runId: view.runId || (await firstRunOf(client, options)), token: null };
      const page = await nextPage(client, options, place);
      failures = 0;
      const nextRunId = continuedAs(page.events);
      if (nextRunId !== null) place = { runId: nextRunId, token: null };
      else place = page.token === null ? null : { ...place, token: page.token };
      for (const event of page.events) {
        view = applyEvent(view, event);
        yield { kind: 'view', view };
      }
    } catch (error) {
      if (isAborted(options)) return;
      if (!isAway(error)) throw translated(error, options.runId);
      // A token may belong to a server that is gone: read again, what was seen is skipped.
      place = null;
      failures += 1;
      yield { kind: 'unreachable', failures };
      await pause(retryMs, options.signal);
    }
  }
}

/** Where the watch reads on. */
type Place = { readonly runId: string; readonly token: Uint8Array | null };
type Page = { readonly events: readonly RunEvent[]; readonly token: Uint8Array | null };

async function nextPage(client: Client, options: WatchOptions, place: Place): Promise<Page> {
  const call = () =>
    client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId: options.runId, runId: place.runId },
      waitNewEvent: true,
      ...(place.token === null ? {} : { nextPageToken: place.token }),
    });
  const { history, nextPageToken } = await client.connection.withDeadline(
    Date.now() + pollTimeoutMs,
    () =>
      options.signal === undefined
        ? call()
        : client.connection.withAbortSignal(options.signal, call),
  );
  const token = nextPageToken.length === 0 ? null : nextPageToken;
  return { events: decodeEvents(history?.events ?? []), token };
}

/** First run id of the chain that the newest run of an id belongs to. Throws RUN_NOT_FOUND. */
export async function firstRunOf(
  client: Client,
  options: Pick<WatchOptions, 'runId' | 'firstRunId'>,
): Promise<string> {
  if (options.firstRunId !== undefined) return options.firstRunId;
  try {
    return await askFirstRun(client, options.runId);
  } catch (error) {
    throw translated(error, options.runId);
  }
}

async function askFirstRun(client: Client, runId: string): Promise<string> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId: runId },
    maximumPageSize: 1,
  });
  const [started] = decodeEvents(history?.events ?? []);
  if (started?.kind !== 'started') throw unknownRun(runId);
  return started.firstRunId;
}

function continuedAs(events: readonly RunEvent[]): string | null {
  const last = events.at(-1);
  return last?.kind === 'continued' ? last.nextRunId : null;
}

/** The server is away or slow; anything else is an answer. */
function isAway(error: unknown): boolean {
  const code = grpcCodeOf(error);
  return (
    code === grpcCodes.unavailable || code === grpcCodes.deadline || code === grpcCodes.cancelled
  );
}

function translated(error: unknown, runId: string): unknown {
  const code = grpcCodeOf(error);
  return code === grpcCodes.notFound || code === grpcCodes.invalid ? unknownRun(runId) : error;
}

function unknownRun(runId: string): DreamError {
  return new DreamError('RUN_NOT_FOUND', {
    what: `there is no run ${runId} on this server`,
    fix: 'see what there is with: dream list',
  });
}

function isAborted({ signal }: WatchOptions): boolean {
  return signal?.aborted === true;
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
