import type { Report } from '../../../contracts/report.ts';
import { targetWords } from '../../../domain/review/words.ts';
import type { Side } from '../../../domain/review/review.ts';
import type { Interval, TargetLine } from '../../../domain/review/target-lines.ts';
import {
  objectiveWords,
  showFitness,
  showMs,
  showObjective,
  showPercent,
} from '../../../domain/words/figures.ts';
import { toneMarks } from '../../../domain/words/tone.ts';
import type { Tone } from '../../../domain/words/tone.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

/** Each objective of the winner beside its target and the baseline, and what it is worth. */
export function targetTable({ review }: Report): Markup {
  if (review.targets.length === 0) return html`<p>Nothing could be measured.</p>`;
  const isBaseline = review.candidate?.candidateId === review.baseline.candidateId;
  const who = isBaseline ? 'the baseline' : 'the candidate';
  return html`<table class="stack">
    <thead>
      <tr>
        <th scope="col">Objective</th>
        <th scope="col" class="num">Weight</th>
        <th scope="col" class="num">Target</th>
        <th scope="col" class="num">Measured, ${who}</th>
        ${isBaseline ? null : html`<th scope="col" class="num">Baseline</th>`}
        <th scope="col" class="num">Worth</th>
        <th scope="col" class="num">Points</th>
        <th scope="col">
          Worth from 0 to 1
          <span class="soft">(● ${who}${isBaseline ? '' : ', ○ baseline'}, | target)</span>
        </th>
      </tr>
    </thead>
    <tbody>
      ${review.targets.map((line) => targetRow(line, worthOf(review.baseline, line), isBaseline))}
      ${qualityRow(review, isBaseline)}
    </tbody>
  </table>`;
}

function targetRow(line: TargetLine, baselineWorth: number | null, isBaseline: boolean): Markup {
  const { objective, weightPpm, value, interval, baseline, baselineInterval, met, worthPpm } = line;
  return html`<tr>
    <th scope="row">
      ${mark(met ? 'good' : 'bad', met ? 'met' : 'missed')} ${objectiveWords[objective]}
    </th>
    <td class="num" data-name="weight">${showPercent(weightPpm)}</td>
    <td class="num" data-name="target">${targetWords(line)}</td>
    <td class="num" data-name="measured">${measured(objective, value, interval)}</td>
    ${isBaseline ? null : html`<td class="num" data-name="baseline">${measured(objective, baseline, baselineInterval)}</td>`}
    <td class="num" data-name="worth">${worthPpm === null ? '-' : showFitness(worthPpm)}</td>
    <td class="num" data-name="points">
      ${worthPpm === null ? '-' : showFitness(Math.floor((worthPpm * weightPpm) / 1_000_000))}
    </td>
    <td>${strip(worthPpm, isBaseline ? null : baselineWorth)}</td>
  </tr> `;
}

function mark(tone: Tone, words: string): Markup {
  return html`<span class="mark ${tone}-ink" aria-hidden="true">${toneMarks[tone]}</span
    ><span class="unseen">${words}: </span>`;
}

/** A value and, smaller, the interval that it lies in. */
function measured(
  objective: TargetLine['objective'],
  value: number | null,
  interval: Interval | null,
): Markup {
  if (value === null) return html`<span class="soft">not measured</span>`;
  return html`<strong>${showObjective(objective, value)}</strong>${
      interval === null
        ? null
        : html` <span class="soft small">${intervalWords(objective, interval)}</span>`
    }`;
}

function intervalWords(objective: TargetLine['objective'], [low, high]: Interval): string {
  if (objective === 'capacity') return high === null ? 'no rung failed' : `${high} failed`;
  return high === null ? '' : `${showMs(low)} to ${showMs(high)}`;
}

/** What the values are worth on one line: the same scale for every objective. */
function strip(worthPpm: number | null, baselinePpm: number | null): Markup | null {
  if (worthPpm === null) return null;
  const at = (ppm: number): string => (8 + (ppm * 204) / 1_000_000).toFixed(1);
  const target = at(500_000);
  return html`<svg
    class="strip"
    viewBox="0 0 220 18"
    preserveAspectRatio="xMinYMid meet"
    aria-hidden="true"
  >
    <line
      x1="8"
      x2="212"
      y1="9"
      y2="9"
      stroke="var(--line)"
      stroke-width="3"
      stroke-linecap="round"
    />
    <line x1="${target}" x2="${target}" y1="2" y2="16" stroke="var(--muted)" stroke-width="1.5" />
    ${baselinePpm === null ? null : html`<line x1="${at(baselinePpm)}" x2="${at(worthPpm)}" y1="9" y2="9" stroke="var(--strong)" stroke-width="3" /><circle cx="${at(baselinePpm)}" cy="9" r="4.5" fill="var(--surface)" stroke="var(--muted)" stroke-width="2" />`}
    <circle cx="${at(worthPpm)}" cy="9" r="5.5" fill="var(--link)" />
  </svg>`;
}

function worthOf({ verdict }: Side, { objective }: TargetLine): number | null {
  if (verdict?.kind !== 'scored') return null;
  return verdict.parts.find((part) => part.objective === objective)?.desirabilityPpm ?? null;
}

/** Word errors are a constraint and earn no points. */
function qualityRow({ quality }: Report['review'], isBaseline: boolean): Markup {
  const { verdict, wordErrorPpm, baselinePpm, marginPpm } = quality;
  const show = (ppm: number | null): string => (ppm === null ? 'not known' : showPercent(ppm));
  const limit = baselinePpm === null ? '-' : `≤ ${showPercent(baselinePpm + marginPpm)}`;
  const words = verdict === null ? 'not judged' : qualityWords[verdict];
  return html`<tr>
    <th scope="row">${mark(qualityTone(verdict), 'constraint')} word errors of speech</th>
    <td class="num" data-name="weight"><span class="soft">limit</span></td>
    <td class="num" data-name="limit">${limit}</td>
    <td class="num" data-name="measured"><strong>${show(wordErrorPpm)}</strong></td>
    ${isBaseline ? null : html`<td class="num" data-name="baseline"><strong>${show(baselinePpm)}</strong></td>`}
    <td class="num" data-name="worth"><span class="soft">-</span></td>
    <td class="num" data-name="points"><span class="soft">-</span></td>
    <td><span class="soft">${words}</span></td>
  </tr>`;
}

const qualityWords = {
  kept: 'quality kept: earns nothing, breaking it disqualifies',
  worse: 'WORSE than the baseline',
  'not-decidable': 'NOT DECIDABLE: too few reference words',
  'no-baseline': 'no baseline to compare with',
} as const;

function qualityTone(verdict: Report['review']['quality']['verdict']): Tone {
  if (verdict === 'kept') return 'good';
  return verdict === 'worse' ? 'bad' : 'caution';
}
