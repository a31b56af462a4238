import type { PromotionView } from '../../client/read-promotion.ts';
import type { Proposal } from '../../contracts/promotion.ts';
import { configurationWords } from '../../domain/configuration-words.ts';
import { plainText } from '../../domain/evidence.ts';
import type { Choice } from '../../domain/promotion/decision.ts';
import { whoWords } from '../../domain/promotion/proposal-markdown.ts';
import { riskLines } from '../../domain/review/risk-lines.ts';
import { figureWords, measuredLines, targetWords } from '../../domain/review/words.ts';
import type { Review } from '../../domain/review/review.ts';
import { capital, objectiveWords } from '../../domain/words/figures.ts';
import { toneMarks } from '../../domain/words/tone.ts';
import type { Line, Tone } from '../../domain/words/tone.ts';
import { quoted } from './deploy.ts';
import { asTyped } from './error.ts';
import type { Paint } from './paint.ts';
import { stateWords } from './promotion-state.ts';
import { renderTable } from './table.ts';
import { wrapWords } from './wrap.ts';

export type PromotionOptions = {
  readonly view: PromotionView;
  readonly nowMs: number;
  readonly own: string;
  readonly paint: Paint;
};

const shownDigits = 16;
const choices: readonly Choice[] = ['approve', 'reject'];

/** A proposal on one screen: verdict, change, targets, risks, who measured it on what, how to answer. */
export function renderPromotion(options: PromotionOptions): string {
  const { view, paint, own } = options;
  const { proposal } = view;
  if (proposal === null) return [...headLines(options), ...whyLines(view)].join('\n');
  const { review } = proposal.evidence;
  const text = [
    ...headLines(options),
    ...wrap(`${capital(review.sentence)}.`),
    ...(review.tie === null ? [] : wrap(`${review.tie}.`)),
    ...whyLines(view),
    ...section(paint, `CHANGE  ${changeWords(review)}`, flagLines(proposal)),
    ...section(paint, 'TARGETS', targetTable(review, paint).split('\n')),
    ...section(
      paint,
      'RISKS',
      riskLines(review).flatMap((line) => toned(line, paint)),
    ),
    ...section(paint, 'MEASURED', measured(proposal).flatMap(bullet)),
    ...section(paint, 'TRUST', trust(proposal, paint)),
    ...section(paint, 'ANSWER', answer(options, proposal)),
  ].join('\n');
  return asTyped(text, own);
}

function headLines({ view, nowMs, paint }: PromotionOptions): readonly string[] {
  const simulated = view.proposal?.evidence.review.simulated === true;
  const mark = simulated ? paint.warn('  SIMULATED') : '';
  const id = plainText(view.promotionId);
  return [`${paint.bold(id)}${mark}`, ...wrap(stateWords(view, nowMs))];
}

function whyLines({ why }: PromotionView): readonly string[] {
  return why === '' ? [] : wrap(`why: ${why}`);
}

function changeWords({ baseline, candidate }: Review): string {
  const to = candidate === null ? 'nothing' : configurationWords(candidate.configuration);
  return `${configurationWords(baseline.configuration)}  ->  ${to}`;
}

function flagLines({ evidence }: Proposal): readonly string[] {
  if (evidence.flags === null)
    return ['the flags are not known here: the profile has changed, or starts no servers'];
  return evidence.flags.flatMap(({ engine, from, to }) => {
    const [before, after] = [from ?? '(nothing)', to ?? '(nothing)'];
    const line = `${engine}  ${before}  ->  ${after}`;
    return line.length <= innerWidth ? [line] : [`${engine}  ${before}`, `  ->  ${after}`];
  });
}

function targetTable({ targets }: Review, paint: Paint): string {
  return renderTable(
    [
      { title: '' },
      { title: 'objective' },
      { title: 'target' },
      { title: 'measured' },
      { title: 'baseline' },
    ],
    targets.map((line) => [
      line.met ? paint.good('✓ met') : paint.bad('✗ missed'),
      objectiveWords[line.objective],
      targetWords(line),
      figureWords(line.objective, line.value, line.interval),
      figureWords(line.objective, line.baseline, line.baselineInterval),
    ]),
    paint.dim,
  );
}

function measured({ evidence }: Proposal): readonly string[] {
  const { run } = evidence.review;
  return [
    ...measuredLines(evidence.review),
    `run ${run.runId}, asked for by ${whoWords(evidence)}`,
    `seed ${run.seed}, strategy ${run.strategy}, spec ${run.specDigest.slice(0, shownDigits)}`,
  ];
}

function trust({ evidence, digest }: Proposal, paint: Paint): readonly string[] {
  const { level, head, records } = evidence.verified;
  return [
    `${paint.good('✓')} files verified to level ${level} when proposed: ${records} records, head ${head.slice(0, shownDigits)}`,
    `digest of this evidence: ${digest}`,
  ];
}

function answer(
  { view, nowMs, own }: PromotionOptions,
  { evidence, digest, folder }: Proposal,
): readonly string[] {
  const { approval, target } = evidence;
  const who =
    approval === 'solo' ? 'one person may approve (solo)' : 'a person other than the requester';
  const rule = `target ${target}; ${who}`;
  if (!view.isOpen || view.decision !== null || (view.expiresMs ?? 0) <= nowMs) {
    return [rule, `files: promotions/${folder}/`];
  }
  const id = quoted(plainText(view.promotionId));
  const given = `${id} --digest ${digest.slice(0, shownDigits)} --reason "..."`;
  return [rule, ...choices.flatMap((choice) => command(own, choice, given))];
}

/** On one line, or on two for a shell; `own` may be longer than what stands for it. */
function command(own: string, choice: Choice, given: string): readonly string[] {
  const begin = `dream promotions ${choice}`;
  const width = asTyped(`${begin} ${given}`, own).length;
  return width <= innerWidth ? [`${begin} ${given}`] : [`${begin} \\`, `  ${given}`];
}

function section(paint: Paint, title: string, lines: readonly string[]): readonly string[] {
  return ['', paint.bold(title), ...lines.map((line) => `  ${line}`)];
}

/** Columns of a screen that most terminals have, and what of them a section has. */
const lineWidth = 100;
const innerWidth = lineWidth - 2;

/** Text of engines and people, which makes no lines of its own. */
function wrap(text: string, width = lineWidth): readonly string[] {
  return wrapWords(plainText(text), width);
}

/** A line with its mark, which a colour may stress. */
function toned({ tone, text }: Line, paint: Paint): readonly string[] {
  const mark = tonePaint(tone, paint)(toneMarks[tone]);
  return wrap(text, innerWidth - 2).map((line, place) => `${place === 0 ? mark : ' '} ${line}`);
}

function tonePaint(tone: Tone, paint: Paint): (text: string) => string {
  switch (tone) {
    case 'good':
      return paint.good;
    case 'note':
      return paint.dim;
    case 'caution':
      return paint.warn;
    case 'bad':
      return paint.bad;
  }
}

function bullet(text: string): readonly string[] {
  return wrap(text, innerWidth - 2).map((line, place) => `${place === 0 ? '- ' : '  '}${line}`);
}
