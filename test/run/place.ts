import { cpSync, readFileSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { createPlace, sleep } from '../cli/dream.ts';
import { cheapEstimates } from '../stack/recorded-config.ts';

const shipped = fileURLToPath(new URL('../../config', import.meta.url));

/** A few candidates instead of 14; the rest is the shipped experiment. */
const short = (engines: string, populations: readonly number[]) => `
  short:
    extends: spica_gpu_allocation
    engines: ${engines}
    strategy:
      { name: r-zero, populations: [${populations.join(', ')}], tournament: 2, survivors: 1, elites: 1, fresh: 1, mutation: 25 }
`;

export type RunPlaceOptions = {
  /** Engines that the default experiment names. */
  readonly engines?: string;
  /** How long each step of the recorded engines takes, in real time. */
  readonly answerMs?: number;
  /** Candidates of each generation. */
  readonly populations?: readonly number[];
  /** Steps cost next to nothing on the plan's clock, so that a small cap is room enough. */
  readonly cheap?: boolean;
};

/** A folder with a space in its name and a config of its own: the experiment `short` is the default. */
export function createRunPlace(options: RunPlaceOptions = {}) {
  const { engines = 'simulated', answerMs = 0, populations = [2, 3], cheap = false } = options;
  const place = createPlace(inject('temporalBinary'));
  const config = join(place.folder, 'config');
  cpSync(shipped, config, { recursive: true });
  edit(join(config, 'dream.yaml'), (text) =>
    text
      .replace('default: spica_gpu_allocation', 'default: short')
      .replace(/\s*$/, `\n${short(engines, populations)}`),
  );
  edit(join(config, 'engines', 'recorded.yaml'), (text) =>
    text.replace('answerMs: 0', `answerMs: ${answerMs}`),
  );
  if (cheap) makeCheap(config);
  return {
    ...place,
    config,
    runFolder: (runId: string) => join(place.folder, 'artifacts', 'dream', 'short', runId),
    processes: (kind?: Kind) => listProcesses(place.folder, kind),
    /** Ends every process of this folder, keeper and server too. */
    dispose: async () => {
      for (let round = 0; round < 20; round += 1) {
        const left = listProcesses(place.folder);
        if (left.length === 0) break;
        left.forEach(({ pid }) => kill(pid));
        await sleep(100);
      }
      place.dispose();
    },
  };
}

export type RunPlace = ReturnType<typeof createRunPlace>;

const kinds = {
  keeper: /\/server\/keeper\.js/,
  server: /server start-dev/,
  control: /\/worker\/main\.js --role control/,
  gpu: /\/worker\/main\.js --role gpu/,
  guard: /\/engines\/guard\.js/,
  engine: /\/simulator\/|^VLLM::|^dream-/,
} as const;

export type Kind = keyof typeof kinds;
type Found = { readonly pid: number; readonly command: string };

/** Living processes that work in a folder or name it in their command line or environment. */
function listProcesses(folder: string, kind?: Kind): readonly Found[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name): readonly Found[] => {
      const command = read(`/proc/${name}/cmdline`).replaceAll('\0', ' ');
      const isOurs =
        command.includes(folder) ||
        cwdOf(name).startsWith(folder) ||
        read(`/proc/${name}/environ`).includes(folder);
      return isOurs && command !== '' ? [{ pid: Number(name), command }] : [];
    })
    .filter(({ command }) => kind === undefined || kinds[kind].test(command));
}

export function kill(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}

/** Candidate ids of the verdicts in the lineage of a run folder, in order. */
export function verdictsOf(runFolder: string): readonly string[] {
  return readFileSync(join(runFolder, 'lineage.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly record: VerdictLike })
    .flatMap(({ record }) =>
      record.kind === 'verdict' ? [`${record.candidateId} ${record.purpose}`] : [],
    );
}

type VerdictLike = {
  readonly kind: string;
  readonly candidateId?: string;
  readonly purpose?: string;
};

function makeCheap(config: string): void {
  for (const [file, from, to] of cheapEstimates) {
    edit(join(config, file), (text) => text.replace(from, to));
  }
  edit(join(config, 'engines', 'landscapes', 'spica.json'), (text) =>
    text
      .replace(/"bootMs": ?\d+/g, '"bootMs": 20')
      .replace(/"probeMs": ?\d+/g, '"probeMs": 12')
      .replace(/"restartMs": ?\d+/g, '"restartMs": 3'),
  );
}

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function cwdOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}
