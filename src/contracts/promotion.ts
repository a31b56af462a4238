import type { Decision, PromotionState } from '../domain/promotion/decision.ts';
import type { Evidence, Target } from '../domain/promotion/evidence.ts';

/** The one JSON object of workflow `promotion`. */
export type PromotionInput = {
  /** Workflow id of the run, or the name of its folder. */
  readonly run: string;
  /** The execution that is meant; the newest of that id where it is not given. */
  readonly firstRunId?: string;
  /** Where it would be applied; the run's own target where it is not given. */
  readonly target?: Target;
};

/** What `gatherEvidence` found: everything that the workflow goes on with. */
export type Proposal = {
  readonly evidence: Evidence;
  /** SHA-256 of the canonical evidence. */
  readonly digest: string;
  /** Name of the folder below `promotions/`. */
  readonly folder: string;
  /** Folder of the run below the artifacts folder, `<experiment>/<run>`. */
  readonly runFolder: string;
  readonly expireAfterMs: number;
  readonly searchAttributes: readonly string[];
};

/** What workflow `promotion` returns. */
export type PromotionResult = {
  readonly promotionId: string;
  readonly run: string;
  readonly state: PromotionState;
  readonly digest: string;
  readonly decision: Decision;
  readonly folder: string;
  /** Why the folder could not be written; empty where it was. */
  readonly why: string;
};

/** What an approver or a rejecter is told. */
export type DecisionReply = {
  readonly state: 'approved' | 'rejected';
  readonly by: string;
  readonly note: string;
};

/** Activities of a promotion, on the control queue. */
export type PromotionActivities = {
  /** Waits for the close of the run, verifies its folder, puts the evidence together; or refuses. */
  gatherEvidence(input: GatherInput): Promise<Proposal>;
  /** Whether run folder and environment are still those of the evidence. */
  checkEvidence(input: CheckInput): Promise<EvidenceCheck>;
  /** Writes `promotions/<id>/`, with the decision once there is one; idempotent. */
  writePromotion(input: WritePromotionInput): Promise<void>;
};

export type GatherInput = {
  readonly promotionId: string;
  readonly promotionRunId: string;
  readonly input: PromotionInput;
};

export type CheckInput = {
  readonly promotionId: string;
  readonly proposal: Proposal;
};

/** `broken` is what no longer verifies; `detail` says why the environment is what it is. */
export type EvidenceCheck = {
  readonly broken: string | null;
  readonly environment: 'unchanged' | 'changed' | 'unknown';
  readonly detail: string;
};

export type WritePromotionInput = {
  readonly promotionId: string;
  readonly promotionFirstRunId: string;
  readonly proposal: Proposal;
  readonly expiresMs: number;
  readonly decision: Decision | null;
};
