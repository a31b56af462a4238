import { canonicalForm, textOf } from '../../domain/canonical.ts';
import { CandidateFile, DecisionFile } from '../../contracts/schemas/promotion.ts';
import type { WritePromotionInput } from '../../contracts/promotion.ts';
import type { Evidence } from '../../domain/promotion/evidence.ts';
import { EvidenceSchema } from '../../contracts/schemas/review.ts';
import { reportFiles } from '../file-names.ts';
import { jsonText } from '../json-text.ts';

/** Files of a promotion folder. */
export const promotionFiles = {
  owner: 'owner.json',
  candidate: 'candidate.json',
  evidence: 'evidence.json',
  lineage: 'lineage.jsonl',
  history: 'history.json',
  reportHtml: reportFiles.html,
  reportMarkdown: reportFiles.markdown,
  reportJson: reportFiles.json,
  decision: 'decision.json',
  manifest: 'manifest.json',
} as const;

/** `evidence.json`: the canonical JSON itself, so that the SHA-256 of the file is the digest. */
export function evidenceText(evidence: Evidence): string {
  return textOf(canonicalForm(EvidenceSchema.parse(evidence), 'integers'));
}

/** `candidate.json`: what would be applied in place of what. */
export function candidateText({ evidence }: WritePromotionInput['proposal']): string {
  const { review, target, flags } = evidence;
  const { candidate, baseline, run } = review;
  return jsonText(
    CandidateFile.parse({
      schemaVersion: 1,
      simulated: review.simulated,
      target,
      experiment: run.experiment,
      run: run.runId,
      engines: run.engines,
      candidateId: candidate?.candidateId ?? '',
      configuration: candidate?.configuration ?? {},
      baseline: baseline.configuration,
      flags,
    }),
  );
}

/** `decision.json`: who decided, why, on which evidence; null while nobody has. */
export function decisionText({
  promotionId,
  proposal,
  decision,
}: WritePromotionInput): string | null {
  if (decision === null) return null;
  const { evidence, digest } = proposal;
  const { requester, approval, target } = evidence;
  return jsonText(
    DecisionFile.parse({
      schemaVersion: 1,
      promotionId,
      digest,
      requester,
      approval,
      target,
      decision,
    }),
  );
}
