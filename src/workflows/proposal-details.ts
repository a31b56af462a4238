import { SearchAttributeType, defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { Proposal } from '../contracts/promotion.ts';
import { timeWords } from '../contracts/time-words.ts';
import type { Decision } from '../domain/promotion/decision.ts';
import { proposalMarkdown } from '../domain/promotion/proposal-markdown.ts';

const attributes = {
  DreamExperiment: defineSearchAttributeKey('DreamExperiment', SearchAttributeType.KEYWORD),
  DreamPromotion: defineSearchAttributeKey('DreamPromotion', SearchAttributeType.KEYWORD),
} as const;

type Stand = { readonly expiresMs: number; readonly decision: Decision | null };

/** Shows a proposal in Temporal's UI: all that an answer needs, and the search attributes. */
export function showProposal(proposal: Proposal, { expiresMs, decision }: Stand): void {
  const { evidence, digest, searchAttributes } = proposal;
  const until = timeWords(expiresMs);
  setCurrentDetails(proposalMarkdown({ evidence, digest }, { until, decision }));
  const { experiment } = evidence.review.run;
  const pairs = [
    { key: attributes.DreamExperiment, value: experiment },
    { key: attributes.DreamPromotion, value: decision?.state ?? 'proposed' },
  ].filter(({ key }) => searchAttributes.includes(key.name));
  if (pairs.length > 0) upsertSearchAttributes(pairs);
}
