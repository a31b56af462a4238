import { connectTo, exchange } from './http-exchange.ts';
import type { Clock } from './clock.ts';
import type { Endpoint } from './setting.ts';

/** `alive`: it answers; `dead`: nobody listens, or it says 5xx; `silent`: no answer in time. */
export type Health = { readonly state: 'alive' | 'dead' | 'silent'; readonly text: string };

const healthTimeoutMs = 1_000;

/** Asks a server how it is, over a connection of its own. */
export async function askHealth(endpoint: Endpoint, clock: Clock): Promise<Health> {
  const connections = connectTo(endpoint.baseUrl, clock);
  try {
    const answer = await exchange(connections, {
      method: 'GET',
      path: endpoint.healthPath,
      headers: endpoint.headers ?? {},
      timeoutMs: healthTimeoutMs,
      signal: new AbortController().signal,
    });
    switch (answer.kind) {
      case 'answered':
        return { state: answer.status >= 500 ? 'dead' : 'alive', text: `health ${answer.status}` };
      case 'error':
        return {
          state: answer.error.kind === 'timeout' ? 'silent' : 'dead',
          text: `health: ${answer.error.text}`,
        };
      case 'aborted':
        return { state: 'silent', text: 'health: not asked' };
    }
  } finally {
    connections.close();
  }
}
