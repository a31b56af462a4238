import { createServer } from 'node:net';

export type Ports = { readonly grpc: number; readonly ui: number };

const usual: Ports = { grpc: 7233, ui: 8233 };

/** The wished ports, else the usual ones, else free ones; each port by itself. */
export const choosePorts = async (wished: Ports = usual): Promise<Ports> => ({
  grpc: await firstFree([wished.grpc, usual.grpc]),
  ui: await firstFree([wished.ui, usual.ui]),
});

/** Ports that nobody uses, chosen by the system. */
export const chooseFreePorts = async (): Promise<Ports> => ({
  grpc: await firstFree([]),
  ui: await firstFree([]),
});

const firstFree = async (candidates: readonly number[]): Promise<number> => {
  for (const port of candidates) {
    if ((await tryPort(port)) !== undefined) {
      return port;
    }
  }
  const port = await tryPort(0);
  if (port === undefined) {
    throw new Error('this machine gives no free TCP port');
  }
  return port;
};

const tryPort = async (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(undefined);
    });
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : undefined);
      });
    });
  });
