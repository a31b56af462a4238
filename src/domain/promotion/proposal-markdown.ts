import { configurationWords } from '../configuration-words.ts';
import { plainText } from '../evidence.ts';
import type { FlagChange } from '../review/flags.ts';
import { comparisonWords, figureWords, measuredLines, targetWords } from '../review/words.ts';
import { riskLines } from '../review/risk-lines.ts';
import { toneMarks } from '../words/tone.ts';
import { objectiveWords } from '../words/figures.ts';
import { decisionWords } from './decision.ts';
import type { Decision } from './decision.ts';
import type { Evidence } from './evidence.ts';

/** Until when it waits, and what became of it. */
export type Stand = { readonly expiresMs: number; readonly decision: Decision | null };

/** A proposal as Temporal's UI shows it: all that an answer needs, in Markdown. */
export function proposalMarkdown(
  { evidence, digest }: { readonly evidence: Evidence; readonly digest: string },
  { decision }: Stand,
): string {
  const { review, flags, verified } = evidence;
  const { candidate, baseline, simulated, run } = review;
  const configuration = candidate?.configuration ?? {};
  return [
    `## ${safe(`${configurationWords(configuration)} instead of ${configurationWords(baseline.configuration)}`)}${simulated ? ' (SIMULATED)' : ''}`,
    '',
    decision === null ? '**Waits for an answer.**' : `**${safe(decisionWords(decision))}**`,
    '',
    `${safe(review.sentence)}.`,
    comparisonWords(review) ?? '',
    '',
    '| objective | target | measured | baseline | met |',
    '| --- | --- | --- | --- | --- |',
    ...review.targets.map(
      (line) =>
        `| ${objectiveWords[line.objective]} | ${targetWords(line)} | ${figureWords(line.objective, line.value, line.interval)} | ${figureWords(line.objective, line.baseline, line.baselineInterval)} | ${line.met ? 'yes' : '**no**'} |`,
    ),
    '',
    '**Changes**',
    ...flagLines(flags),
    '',
    '**Risks**',
    ...riskLines(review).map(({ tone, text }) => `- ${toneMarks[tone]} ${safe(text)}`),
    '',
    '**Measured**',
    ...measuredLines(review).map((line) => `- ${safe(line)}`),
    `- run ${code(run.runId)}, asked for by ${safe(whoWords(evidence))}`,
    `- files verified to level ${verified.level}, head \`${verified.head}\``,
    '',
    `target ${evidence.target}, ${evidence.approval === 'solo' ? 'one person may approve (solo)' : 'another person has to approve'}`,
    '',
    `Digest of this evidence: \`${digest}\``,
    ...(decision === null ? howTo(digest) : []),
  ].join('\n');
}

/** Who asked for it, as claimed. */
export function whoWords({ requester, proposedBy }: Evidence): string {
  const run = requester === '' ? 'nobody who said a name' : `${requester} (claimed)`;
  return proposedBy === null ? run : `${run}, proposed by ${proposedBy} (claimed)`;
}

function flagLines(flags: readonly FlagChange[] | null): readonly string[] {
  if (flags === null) return ['- the flags are not known here'];
  return flags.map(
    ({ engine, from, to }) =>
      `- ${engine}: ${code(from ?? 'nothing')} becomes ${code(to ?? 'nothing')}`,
  );
}

function howTo(digest: string): readonly string[] {
  const example = JSON.stringify({ who: 'your name', reason: 'at least 10 characters', digest });
  return ['', 'Send update `approve` or `reject` with:', '', '```json', example, '```'];
}

/** Text of engines and people stays text, on its line. */
function safe(text: string): string {
  return plainText(text).replaceAll(/[\\`*_~[\]<>|#]/g, (mark) => `\\${mark}`);
}

/** As code, which nothing in it can end. */
function code(text: string): string {
  return `\`${plainText(text).replaceAll('`', "'") || ' '}\``;
}
