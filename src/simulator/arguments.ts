import { readFileSync } from 'node:fs';
import type { Simulation } from '../contracts/schemas/profile.ts';

/** Command line as `--name value`, `--name=value` or `--name`; unknown flags are kept, as engines have many. */
export type Arguments = {
  readonly words: readonly string[];
  text(name: string): string | undefined;
  number(name: string, otherwise: number): number;
  has(name: string): boolean;
};

export const readArguments = (argv: readonly string[]): Arguments => {
  const words: string[] = [];
  const flags = new Map<string, string>();
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    const next = argv[index + 1];
    const equals = word.indexOf('=');
    if (!word.startsWith('--')) {
      words.push(word);
    } else if (equals > 0) {
      flags.set(word.slice(2, equals), word.slice(equals + 1));
    } else if (next === undefined || next.startsWith('-')) {
      flags.set(word.slice(2), '');
    } else {
      flags.set(word.slice(2), next);
      index += 1;
    }
  }
  return {
    words,
    text: (name) => flags.get(name),
    number: (name, otherwise) => {
      const value = Number.parseFloat(flags.get(name) ?? '');
      return Number.isFinite(value) ? value : otherwise;
    },
    has: (name) => flags.has(name),
  };
};

/** What every simulated engine is told; null: say how it is used. */
export type Common = {
  readonly simulation: Simulation;
  readonly stateFolder: string;
  readonly seed: number;
  readonly fault: Fault;
};

/** `--fault MODE`; `crash-after=N` has its number beside it. */
export type Fault = { readonly mode: FaultMode | 'none'; readonly count: number };

export const faultModes = [
  'oom-at-start',
  'oom-under-load',
  'slow-start',
  'crash-after',
  'hang',
  'cpu-fallback',
  'garbage',
] as const;
export type FaultMode = (typeof faultModes)[number];

export const readCommon = (given: Arguments): Common | null => {
  const simulation = readSimulation(given.text('simulation') ?? '');
  const stateFolder = given.text('state');
  const fault = readFault(given.text('fault') ?? '');
  return simulation === null || stateFolder === undefined || fault === null
    ? null
    : { simulation, stateFolder, seed: given.number('seed', 1), fault };
};

const readFault = (text: string): Fault | null => {
  const [word = '', count = ''] = text.split('=');
  const mode = word === '' || word === 'none' ? 'none' : faultModes.find((name) => name === word);
  return mode === undefined ? null : { mode, count: Number.parseInt(count, 10) || 0 };
};

export const readSimulation = (file: string): Simulation | null => {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isSimulation(value) ? value : null;
  } catch {
    return null;
  }
};

// whoever wrote the file has checked it by the schema; loading zod would double the start-up
const isSimulation = (value: unknown): value is Simulation =>
  typeof value === 'object' &&
  value !== null &&
  ['card', 'clock', 'llm', 'stt', 'interferencePpm'].every((key) => key in value);
