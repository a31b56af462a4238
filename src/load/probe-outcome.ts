import type { EngineRole } from '../domain/space.ts';

/** An engine that cannot go on: the caller makes an EngineFault of it. */
export type Trouble = {
  readonly kind: 'oom' | 'crash' | 'hang';
  readonly engine: EngineRole;
  readonly text: string;
};

/** A probe ends with figures or with an engine in trouble. An abort throws `LoadAborted` instead. */
export type ProbeOutcome<T> =
  | { readonly kind: 'observed'; readonly observation: T }
  | { readonly kind: 'trouble'; readonly trouble: Trouble };

/** Thrown when the caller's signal ended the load; every socket is closed by then. */
export class LoadAborted extends Error {
  override readonly name = 'AbortError';

  constructor() {
    super('the load was ended by its signal');
  }
}
