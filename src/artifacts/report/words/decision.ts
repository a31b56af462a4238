import type { Report } from '../../../contracts/report.ts';
import { configurationWords } from '../../../domain/configuration-words.ts';
import { timeWords } from '../../../contracts/time-words.ts';
import { sentenceOf } from './answer.ts';
import { counted } from '../../../domain/words/figures.ts';

/** What a person is asked to decide. */
export type DecisionAsked = { readonly asked: string; readonly details: readonly string[] };

/** The decision asked for; that there is none, and why, where nothing is proposed. */
export function decisionOf(report: Report): DecisionAsked {
  const { review, notProposable, proposal, experiment } = report;
  const baseline = configurationWords(review.baseline.configuration);
  const winner =
    review.candidate === null ? '' : configurationWords(review.candidate.configuration);
  if (proposal !== null) {
    return {
      asked: `Approve or reject: ${winner} in place of ${baseline}.`,
      details: [
        `Proposal ${proposal.id}, target: ${proposal.target}.`,
        approverWords(proposal.approval, proposal.requester),
        `Expires ${timeWords(proposal.expiresMs)}.`,
      ],
    };
  }
  if (notProposable !== null) {
    return {
      asked: 'None: nothing is proposed.',
      details: [sentenceOf(notProposable), ...stateDetails(report)],
    };
  }
  return {
    asked: `Whether ${winner} takes the place of ${baseline}.`,
    details: [
      `It may be proposed to a ${experiment.target} target.`,
      approverWords(experiment.approval, review.run.requester),
      `Nothing is applied by itself. Where it was proposed: dream promotions show ${review.run.runId}`,
    ],
  };
}

function approverWords(approval: 'solo' | 'two-person', requester: string): string {
  const who = requester === '' ? 'whoever started the run' : requester;
  return approval === 'solo'
    ? `Solo approval is configured: ${who} may decide alone, and that is recorded.`
    : `Two persons: anybody but ${who} decides.`;
}

function stateDetails({ review, why }: Report): readonly string[] {
  const { scored } = review.counts;
  return [
    `${counted(scored, 'configuration')} scored; the run ended as ${review.state}.`,
    ...(why === '' ? [] : [sentenceOf(why)]),
  ];
}
