import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export type Call = { readonly path: string; readonly body: string };
export type Handler = (call: Call, response: ServerResponse) => Promise<void> | void;

export type TestServer = {
  readonly url: string;
  readonly calls: Call[];
  /** Connections opened since the start. */
  connections(): number;
  openSockets(): number;
  close(): Promise<void>;
};

/** A real HTTP server in this process; `/health` answers 200 unless the handler takes it. */
export async function startServer(handler: Handler, health = 200): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const calls: Call[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/health') {
      response.writeHead(health).end();
      return;
    }
    const pieces: Buffer[] = [];
    for await (const piece of request) {
      pieces.push(piece as Buffer);
    }
    const call = { path: request.url ?? '', body: Buffer.concat(pieces).toString('latin1') };
    calls.push(call);
    await handler(call, response);
  };
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    connections: () => connections,
    openSockets: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        sockets.forEach((socket) => socket.destroy());
      }),
  };
}

/** At most `workers` at a time, the rest wait in line. */
export function createQueue(workers: number) {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work: () => Promise<void>) => {
    if (running >= workers) {
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    running += 1;
    await work();
    running -= 1;
    waiting.shift()?.();
  };
}

export type SttTruth = {
  readonly latencyMs: number;
  readonly workers?: number;
  /** What is heard, by the name of the clip. */
  readonly heard?: Readonly<Record<string, string>>;
};

export function sttHandler({ latencyMs, workers = 64, heard = {} }: SttTruth): Handler {
  const queue = createQueue(workers);
  return ({ body }, response) =>
    queue(async () => {
      await delay(latencyMs);
      const name = /filename="([^"]+)"/.exec(body)?.[1] ?? '';
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ text: heard[name] ?? 'hello', queue_seconds: 0.01 }));
    });
}

export type LlmTruth = {
  readonly firstMs: number;
  readonly restMs: number;
  readonly workers?: number;
};

/** Streams a comment, the role, and four tokens, the first after `firstMs`, in torn pieces. */
export function llmHandler({ firstMs, restMs, workers = 64 }: LlmTruth): Handler {
  const queue = createQueue(workers);
  return ({ body }, response) =>
    queue(async () => {
      response.setHeader('content-type', 'text/event-stream');
      response.write(': keep-alive\n\n');
      response.write(event({ choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] }));
      await delay(firstMs);
      const token = event({ choices: [{ index: 0, delta: { content: ' tok' } }] });
      response.write(token.slice(0, 17));
      response.write(token.slice(17));
      await delay(restMs);
      response.write(token + token + token);
      response.write(
        event({ choices: [{ index: 0, delta: { content: '' }, finish_reason: 'length' }] }),
      );
      const { messages } = JSON.parse(body) as { messages: { content: string }[] };
      const promptTokens = 2 * (messages[0]?.content.split(' ').length ?? 0);
      const usage = { prompt_tokens: promptTokens, completion_tokens: 4 };
      response.write(event({ choices: [], usage }));
      response.end('data: [DONE]\n\n');
    });
}

export const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;

export const promptsOf = (server: TestServer) =>
  server.calls.map(
    ({ body }) =>
      (JSON.parse(body) as { messages: { content: string }[] }).messages[0]?.content ?? '',
  );
