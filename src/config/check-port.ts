import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { showValue } from './printable.ts';
import type { ConfigProblem } from './problem.ts';

export type PortHolder = { readonly pid: number; readonly name: string };

/** What is wrong with a port that is to be listened on, or null. Names who holds it already. */
export function checkPort(text: string, where: string): ConfigProblem | null {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) {
    const allowed = 'a port from 1 to 65535';
    return { where, path: '', got: showValue(text), allowed, fix: 'choose a free port' };
  }
  const inodes = findListeners(port);
  if (inodes.length === 0) {
    return null;
  }
  const holder = findHolder(inodes);
  const by =
    holder === null ? 'a process of another user' : `${holder.name} (process ${holder.pid})`;
  const got = `${port}, in use by ${by}`;
  const fix = 'choose another port, or stop that process';
  return { where, path: '', got, allowed: 'a free port', fix };
}

const listening = '0A';

/** Socket inodes that listen on the port, by /proc/net; none where there is no /proc. */
function findListeners(port: number): readonly string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    readQuietly(() => readFileSync(file, 'utf8').split('\n'), [])
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local = '', , state]) => local.endsWith(`:${hexPort}`) && state === listening)
      .map((fields) => fields[9] ?? ''),
  );
}

function findHolder(inodes: readonly string[]): PortHolder | null {
  const sockets = inodes.map((inode) => `socket:[${inode}]`);
  const pids = readQuietly(() => readdirSync('/proc'), []).filter((name) => /^\d+$/.test(name));
  const pid = pids.find((candidate) =>
    readQuietly(() => readdirSync(`/proc/${candidate}/fd`), []).some((descriptor) =>
      sockets.includes(readQuietly(() => readlinkSync(`/proc/${candidate}/fd/${descriptor}`), '')),
    ),
  );
  return pid === undefined
    ? null
    : {
        pid: Number(pid),
        name: showValue(readQuietly(() => readFileSync(`/proc/${pid}/comm`, 'utf8'), 'unknown')),
      };
}

/** Processes come and go while we look, and those of others cannot be seen. */
function readQuietly<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
