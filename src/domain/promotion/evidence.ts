import type { FlagChange } from '../review/flags.ts';
import type { Review } from '../review/review.ts';

export type Target = 'simulated' | 'production';

/** Who may decide: `solo` lets the requester approve, and is recorded. */
export type Approval = 'solo' | 'two-person';

/** What was proven of the run's files when it was proposed. */
export type VerifiedRun = {
  readonly level: number;
  readonly head: string;
  readonly records: number;
};

/** What a person decides on, whole. Its digest is that of its canonical JSON, as `evidence.json` has it. */
export type Evidence = {
  readonly v: 1;
  readonly target: Target;
  readonly approval: Approval;
  /** Who started the run, as claimed; empty where nobody said. */
  readonly requester: string;
  /** Who proposed it by hand, as claimed; null where the run did by itself. */
  readonly proposedBy: string | null;
  readonly review: Review;
  /** null where the profile is not here any more, or only answers recorded figures. */
  readonly flags: readonly FlagChange[] | null;
  /** Class of the card (name, memory, driver) that was measured on; null where nobody said. */
  readonly fingerprint: string | null;
  readonly verified: VerifiedRun;
};
