import { readFileSync } from 'node:fs';
import { arch, cpus, hostname, release } from 'node:os';
import { fingerprintOf } from './card.ts';
import type { Card, CardUse } from './card.ts';
import type { CardSample } from './gpu-series.ts';
import { readMemoryMiB } from './process-table.ts';

/** CPU engines share the host's memory: it stands where the card's would be; only theirs is sampled. */
export function createHostMemoryCard(): Card {
  return {
    kind: 'host-memory',
    describe: () => {
      const card = {
        name: cpus()[0]?.model ?? arch(),
        driver: release(),
        totalMiB: readHostMemory().totalMiB,
      };
      const uuid = `host-${hostname()}`;
      return Promise.resolve({ uuid, ...card, fingerprint: fingerprintOf(card) });
    },
    use: () => Promise.resolve(readHostMemory()),
    startSampler: (periodMs, ownPids) => {
      const pids = ownPids();
      const samples: CardSample[] = [];
      const timer = setInterval(() => {
        const usedMiB = readMemoryMiB(pids);
        samples.push({ atMs: performance.now(), usedMiB, busyPct: null, watt: null });
      }, periodMs);
      return {
        stop: () => {
          clearInterval(timer);
          return Promise.resolve(samples);
        },
      };
    },
  };
}

/** Used is what is not available: caches that the kernel gives back do not count. */
function readHostMemory(): CardUse {
  const text = readFileSync('/proc/meminfo', 'utf8');
  const readMiB = (name: string): number =>
    Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) / 1_024);
  const totalMiB = readMiB('MemTotal');
  return { totalMiB, usedMiB: totalMiB - readMiB('MemAvailable'), processes: [] };
}
