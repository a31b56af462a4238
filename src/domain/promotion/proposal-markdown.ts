import { configurationWords } from '../configuration-words.ts';
import { plainText } from '../evidence.ts';
import type { FlagChange } from '../review/flags.ts';
import { figureWords, measuredLines, targetWords } from '../review/words.ts';
import { riskLines } from '../review/risk-lines.ts';
import { toneMarks } from '../words/tone.ts';
import { objectiveWords } from '../words/figures.ts';
import { decisionWords } from './decision.ts';
import type { Decision } from './decision.ts';
import type { Evidence } from './evidence.ts';

/** Until when it waits, as a person reads it, and what became of it. */
export type Stand = { readonly until: string; readonly decision: Decision | null };

const shownDigits = 16;

/**
 * A proposal as Temporal's UI shows it: all that an answer needs, in Markdown. The server that comes
 * with the UI knows a list only after an empty line.
 */
export function proposalMarkdown(
  { evidence, digest }: { readonly evidence: Evidence; readonly digest: string },
  { until, decision }: Stand,
): string {
  const { review, flags, verified } = evidence;
  const { candidate, baseline, simulated, run } = review;
  const configuration = candidate?.configuration ?? {};
  return [
    `## ${safe(`${configurationWords(configuration)} instead of ${configurationWords(baseline.configuration)}`)}${simulated ? ' (SIMULATED)' : ''}`,
    '',
    decision === null
      ? `**Waits for an answer until ${until}.**`
      : `**${safe(decisionWords(decision))}**`,
    '',
    `${safe(review.sentence)}.`,
    ...(review.tie === null ? [] : ['', `${safe(review.tie)}.`]),
    '',
    '| objective | target | measured | baseline | met |',
    '| --- | --- | --- | --- | --- |',
    ...review.targets.map(
      (line) =>
        `| ${objectiveWords[line.objective]} | ${targetWords(line)} | ${figureWords(line.objective, line.value, line.interval)} | ${figureWords(line.objective, line.baseline, line.baselineInterval)} | ${line.met ? 'yes' : '**no**'} |`,
    ),
    '',
    '**Changes**',
    '',
    ...flagLines(flags),
    '',
    '**Risks**',
    '',
    ...riskLines(review).map(({ tone, text }) => `- ${toneMarks[tone]} ${safe(text)}`),
    '',
    '**Measured**',
    '',
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
  const blank = { who: '', reason: '', digest: digest.slice(0, shownDigits) };
  return [
    '',
    'Send update `approve` or `reject` with this, after filling in your name and a reason of 10 characters or more:',
    '',
    '```json',
    JSON.stringify(blank, null, 2),
    '```',
  ];
}

/** Text of engines and people stays text, on its line; that server reads formulas and `{...}` too. */
function safe(text: string): string {
  return plainText(text).replaceAll(/[\\`*_~[\]<>|#$&{}]/g, (mark) => `\\${mark}`);
}

/** As code, which nothing in it can end. */
function code(text: string): string {
  return `\`${plainText(text).replaceAll('`', "'") || ' '}\``;
}
