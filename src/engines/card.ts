import type { CardSample } from './gpu-series.ts';

/** What a card is; equal fingerprints (name, memory, driver) make equal measurements possible. */
export type CardDescription = {
  readonly uuid: string;
  readonly name: string;
  readonly driver: string;
  readonly totalMiB: number;
  readonly fingerprint: string;
};

export type CardProcess = {
  readonly pid: number;
  readonly name: string;
  /** null: the driver does not tell it here. */
  readonly usedMiB: number | null;
};

export type CardUse = {
  readonly totalMiB: number;
  readonly usedMiB: number;
  readonly processes: readonly CardProcess[];
};

export type RunningSampler = {
  /** Ends the sampling; what was seen, stamped by this process's monotonic clock. */
  readonly stop: () => Promise<readonly CardSample[]>;
};

/** The device under test: a GPU by nvidia-smi, or the host's memory where there is none. */
export type Card = {
  readonly kind: 'nvidia' | 'host-memory';
  readonly describe: () => Promise<CardDescription>;
  readonly use: () => Promise<CardUse>;
  /** `ownPids`: of the engines, as the host's memory is shared with all its other programs. */
  readonly startSampler: (periodMs: number, ownPids: () => readonly number[]) => RunningSampler;
};

export const fingerprintOf = (card: Omit<CardDescription, 'uuid' | 'fingerprint'>): string =>
  `${card.name}|${card.totalMiB} MiB|${card.driver}`;
