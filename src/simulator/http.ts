import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
/** `GET /health` -> what answers it. */
export type Routes = Readonly<Record<string, Answer>>;

export const serve = (routes: Routes): Server => {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const answer = routes[`${request.method} ${path}`];
    if (answer === undefined) {
      sendJson(response, 404, { detail: 'Not Found' });
      return;
    }
    void Promise.resolve(answer(request, response)).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  return server;
};

/** Listens, or ends the process with the words of a server that finds its port taken. */
export const listen = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve) => {
    server.once('error', (error) => {
      process.stderr.write(`ERROR: [Errno 98] error while attempting to bind on address `);
      process.stderr.write(`('${host}', ${port}): ${error.message}\n`);
      process.exit(1);
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

export const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for await (const piece of request) {
    if (Buffer.isBuffer(piece)) {
      pieces.push(piece);
    }
  }
  return Buffer.concat(pieces);
};

export const sendJson = (response: ServerResponse, status: number, value: unknown): void =>
  sendText(response, status, JSON.stringify(value), 'application/json');

export const sendText = (
  response: ServerResponse,
  status: number,
  text: string,
  contentType = 'text/plain; version=0.0.4; charset=utf-8',
): void => {
  if (!response.headersSent && !response.destroyed) {
    response.writeHead(status, { 'content-type': contentType });
    response.end(text);
  }
};
