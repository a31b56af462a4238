import { SearchAttributeType, defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { Proposal } from '../contracts/promotion.ts';
import { proposalMarkdown } from '../domain/promotion/proposal-markdown.ts';
import type { Stand } from '../domain/promotion/proposal-markdown.ts';

const attributes = {
  DreamExperiment: defineSearchAttributeKey('DreamExperiment', SearchAttributeType.KEYWORD),
  DreamPromotion: defineSearchAttributeKey('DreamPromotion', SearchAttributeType.KEYWORD),
} as const;

/** Shows a proposal in Temporal's UI: all that an answer needs, and the search attributes. */
export function showProposal(proposal: Proposal, stand: Stand): void {
  const { evidence, digest, searchAttributes } = proposal;
  setCurrentDetails(proposalMarkdown({ evidence, digest }, stand));
  const { experiment } = evidence.review.run;
  const pairs = [
    { key: attributes.DreamExperiment, value: experiment },
    { key: attributes.DreamPromotion, value: stand.decision?.state ?? 'proposed' },
  ].filter(({ key }) => searchAttributes.includes(key.name));
  if (pairs.length > 0) upsertSearchAttributes(pairs);
}
