import type { Card } from './card.ts';
import { createHostMemoryCard } from './host-memory.ts';
import { createNvidiaCard } from './nvidia-card.ts';
import type { NvidiaCardOptions } from './nvidia-card.ts';

export type CardOptions = Omit<NvidiaCardOptions, 'command'> & {
  /** argv that answers as nvidia-smi, or null where there is no GPU. */
  readonly command: readonly string[] | null;
};

/** The card of a worker: a GPU by nvidia-smi, else the memory of the host. */
export function createCard({ command, ...rest }: CardOptions): Card {
  return command === null ? createHostMemoryCard() : createNvidiaCard({ command, ...rest });
}
