import type { Common } from './arguments.ts';
import type { Card, Place } from './card.ts';
import type { Tree } from './vllm-children.ts';
import type { Log } from './vllm-texts.ts';

/** What the command line of `vllm serve` asks for. */
export type ServeOptions = Common & {
  readonly model: string;
  readonly host: string;
  readonly port: number;
  /** Share of the card, 0..1. */
  readonly ratio: number;
  readonly maxModelLength: number;
};

export type Booted = {
  readonly options: ServeOptions;
  readonly card: Card;
  readonly place: Place;
  readonly tree: Tree;
  readonly kvTokens: number;
  readonly boot: number;
  readonly log: Log;
};
