import { loadProfile } from '../config/load-profile.ts';
import { DreamError } from '../contracts/errors.ts';
import type { RunHistory } from '../contracts/history.ts';
import { promotionIdPattern } from '../contracts/names.ts';
import type { GatherInput, PromotionActivities, PromotionInput } from '../contracts/promotion.ts';
import { PromotionInputSchema } from '../contracts/schemas/promotion.ts';
import type { ExperimentResult } from '../contracts/workflows.ts';
import { digestOf } from '../domain/digest.ts';
import type { Evidence, VerifiedRun } from '../domain/promotion/evidence.ts';
import { whyNotProposable } from '../domain/promotion/proposable.ts';
import type { FlagChange } from '../domain/review/flags.ts';
import { reviewOf } from '../domain/review/review.ts';
import type { Review } from '../domain/review/review.ts';
import type { ExperimentView, ViewSpec } from '../domain/view/view.ts';
import { flagDiff } from '../engines/flag-diff.ts';
import { checkEnvironment } from './evidence-environment.ts';
import { translating } from './failures.ts';
import { findChain } from './find-chain.ts';
import { folderNameOf } from './folder-name.ts';
import { knownAttributes } from './known-attributes.ts';
import type { PromotionDeps } from './promotion-deps.ts';
import { verifyRun } from './verify-run.ts';
import { beating } from './step-context.ts';

/** Puts together what a person decides on, or says why there is nothing to decide. */
export function createGatherEvidence(
  deps: PromotionDeps,
): Pick<PromotionActivities, 'gatherEvidence'> {
  return {
    gatherEvidence: (given) =>
      translating(() =>
        beating(async ({ signal }) => {
          const input = readInput(given.input);
          const chain = await findChain(deps, input, signal);
          const told = endedRun(deps, chain, input.run);
          refuseOther(told, input.run);
          const target = input.target ?? told.spec.target;
          refuseUnfit(told, target);
          const runFolder = `${told.spec.experiment}/${told.result.folder}`;
          const verified = await verifyRun(deps, { chain, ...told, runFolder });
          const evidence = await evidenceOf(deps, given, { told, target, verified });
          await refuseChanged(deps, evidence);
          return {
            evidence,
            digest: digestOf(evidence),
            folder: folderNameOf(given.promotionId, given.promotionRunId, promotionIdPattern),
            runFolder,
            expireAfterMs: told.spec.expireAfterMs,
            searchAttributes: await knownAttributes(),
          };
        }),
      ),
  };
}

function readInput(given: unknown): PromotionInput {
  const parsed = PromotionInputSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new DreamError('USAGE', {
    what: 'the input of a promotion is {"run": "<id of the run>"}',
    why: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
  });
}

type Told = {
  readonly view: ExperimentView;
  readonly spec: ViewSpec;
  readonly result: ExperimentResult;
  readonly review: Review;
};

function endedRun(deps: PromotionDeps, chain: readonly RunHistory[], run: string): Told {
  const { view, result } = deps.runOfChain(chain);
  const review = result === null ? null : reviewOf(run, view, result);
  if (result !== null && review !== null && view.spec !== null) {
    return { view, spec: view.spec, result, review };
  }
  throw new DreamError('REFUSED', {
    what: `the run ${run.slice(0, 100)} ended without a result: ${view.close?.status ?? 'it goes on'}`,
    ...(view.close === null || view.close.why === '' ? {} : { why: view.close.why }),
  });
}

/** A folder may hold a history that was put there. */
function refuseOther({ view, result }: Told, run: string): void {
  if (result.folder === folderNameOf(run, view.firstRunId)) return;
  throw new DreamError('LINEAGE_BROKEN', {
    what: `the history is that of another run: ${JSON.stringify(result.folder.slice(0, 100))}`,
    where: run.slice(0, 100),
    fix: 'put the history of this run into its folder, or name the other run',
  });
}

function refuseUnfit({ spec, review }: Told, target: Evidence['target']): void {
  const quality = { rule: spec.quality, verdict: review.quality.verdict };
  const why = whyNotProposable({ review, quality, space: spec.space, target });
  if (why !== null) throw new DreamError('REFUSED', { what: why });
}

type Found = {
  readonly told: Told;
  readonly target: Evidence['target'];
  readonly verified: VerifiedRun;
};

async function evidenceOf(
  deps: PromotionDeps,
  { promotionId, promotionRunId }: GatherInput,
  { told, target, verified }: Found,
): Promise<Evidence> {
  const { spec, view, review } = told;
  const starter = await deps.starterOf(promotionId, promotionRunId);
  return {
    v: 1,
    target,
    // `solo` was granted for one target; any other needs two people.
    approval: target === spec.target ? spec.approval : 'two-person',
    requester: view.requester,
    proposedBy: starter.parent === null ? starter.identity : null,
    review,
    flags: flagsOf(deps, spec, review),
    fingerprint: view.fingerprint,
    verified,
  };
}

/** By the profile that was measured, or not at all. */
function flagsOf(
  { configDir }: PromotionDeps,
  { engines, profileDigest }: ViewSpec,
  { baseline, candidate }: Review,
): readonly FlagChange[] | null {
  const loaded = loadProfile({ configDir, name: engines });
  if (loaded.kind === 'invalid' || loaded.value.digest !== profileDigest) return null;
  const { profile } = loaded.value;
  if (profile.kind === 'recorded' || candidate === null) return null;
  return flagDiff(profile, baseline.configuration, candidate.configuration);
}

async function refuseChanged(deps: PromotionDeps, evidence: Evidence): Promise<void> {
  const { environment, detail } = await checkEnvironment(deps, evidence);
  if (environment !== 'changed') return;
  throw new DreamError('REFUSED', {
    what: `it cannot be proposed: ${detail}`,
    fix: 'measure again',
  });
}
