import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { requestError } from './request-error.ts';
import type { RequestError } from './request-error.ts';
import type { Clock } from './clock.ts';

/** Kept-alive connections to one server. `close` frees every socket, also those in use. */
export type Connections = {
  readonly baseUrl: URL;
  readonly clock: Clock;
  open(path: string, options: RequestOptions): ClientRequest;
  close(): void;
};

export type Exchange = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Real milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Takes the body of a 200 piece by piece, with real microseconds since just before the send. */
  readonly onPiece?: (text: string, elapsedUs: number) => void;
};

/** `aborted`: the signal ended it; it counts for nothing. Times are real microseconds. */
export type Answer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: string;
      readonly elapsedUs: number;
    }
  | { readonly kind: 'error'; readonly error: RequestError }
  | { readonly kind: 'aborted' };

const maxBodyLength = 4 * 1024 * 1024;

export function connectTo(baseUrl: string, clock: Clock): Connections {
  const url = new URL(baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`);
  const secure = url.protocol === 'https:';
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const start = secure ? httpsRequest : httpRequest;
  return {
    baseUrl: url,
    clock,
    open: (path, options) => start(new URL(path.replace(/^\//, ''), url), { ...options, agent }),
    close: () => agent.destroy(),
  };
}

/** Sends one request and reads the whole answer. Expected failures are values. */
export async function exchange(connections: Connections, request: Exchange): Promise<Answer> {
  const first = await attempt(connections, request);
  // A server may close an idle connection at the moment it is used again: not a failure of the server.
  return first.kind === 'stale' ? forget(await attempt(connections, request)) : first;
}

type Attempt = Answer | { readonly kind: 'stale'; readonly error: RequestError };

function forget(second: Attempt): Answer {
  return second.kind === 'stale' ? { kind: 'error', error: second.error } : second;
}

function attempt(connections: Connections, request: Exchange): Promise<Attempt> {
  return new Promise((resolve) => {
    if (request.signal.aborted) {
      resolve({ kind: 'aborted' });
      return;
    }
    const { method, headers, body } = request;
    const startedUs = connections.clock.nowUs();
    const elapsedUs = (): number => connections.clock.nowUs() - startedUs;
    const sent = connections.open(request.path, {
      method,
      headers:
        body === undefined ? headers : { ...headers, 'content-length': `${body.byteLength}` },
    });
    const settle = (result: Attempt): void => {
      clearTimeout(timer);
      request.signal.removeEventListener('abort', onAbort);
      resolve(result);
    };
    const onAbort = (): void => {
      settle({ kind: 'aborted' });
      sent.destroy();
    };
    const timer = setTimeout(() => {
      const text = `no complete answer from ${request.path} in ${Math.round(request.timeoutMs)} ms`;
      settle({ kind: 'error', error: requestError('timeout', text) });
      sent.destroy();
    }, request.timeoutMs);
    request.signal.addEventListener('abort', onAbort);
    let answering = false;
    sent.on('error', (error) => {
      const failure = networkError(error);
      const isStale = sent.reusedSocket && !answering && failure.code === 'ECONNRESET';
      settle({ kind: isStale ? 'stale' : 'error', error: failure });
    });
    sent.on('response', (response) => {
      answering = true;
      readAnswer({ response, request, elapsedUs, settle });
    });
    sent.end(body);
  });
}

type Reading = {
  readonly response: IncomingMessage;
  readonly request: Exchange;
  readonly elapsedUs: () => number;
  readonly settle: (result: Attempt) => void;
};

function readAnswer({ response, request, elapsedUs, settle }: Reading): void {
  const status = response.statusCode ?? 0;
  const pieces: string[] = [];
  let length = 0;
  response.setEncoding('utf8');
  response.on('data', (piece: string) => {
    if (status === 200 && request.onPiece !== undefined) {
      request.onPiece(piece, elapsedUs());
      return;
    }
    length += piece.length;
    if (length > maxBodyLength) {
      settle({ kind: 'error', error: requestError('garbage', 'the answer is longer than 4 MiB') });
      response.destroy();
      return;
    }
    pieces.push(piece);
  });
  response.on('end', () => {
    settle({ kind: 'answered', status, body: pieces.join(''), elapsedUs: elapsedUs() });
  });
  response.on('error', (error) => settle({ kind: 'error', error: networkError(error) }));
}

function networkError(error: Error): RequestError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const text = error.message === '' ? (code ?? error.name) : error.message;
  return requestError('network', text, code === undefined ? {} : { code });
}
