import type { Report } from '../../../contracts/report.ts';
import type { FlagChange } from '../../../domain/review/flags.ts';
import { showDifference, showFitness } from '../../../domain/words/figures.ts';
import { sentenceOf } from '../words/answer.ts';
import type { Line } from '../../../domain/words/tone.ts';
import { decisionOf } from '../words/decision.ts';
import { integrityLines, provenanceFacts } from '../words/provenance.ts';
import { riskLines } from '../../../domain/review/risk-lines.ts';
import {
  basisWords,
  headlineOf,
  intervalWords,
  latencyChanges,
  outcomeWords,
} from '../words/verdict.ts';
import { intervalPicture } from './interval.ts';
import { badge, factList, lineList } from './lines.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';
import { targetTable } from './targets.ts';

/** The five answers that a reviewer needs, for one screen. */
export function answers(report: Report): Markup {
  return html`<div class="grid">
    ${proposedCard(report)} ${betterCard(report)} ${targetsCard(report)} ${risksCard(report)}
    ${measuredCard(report)} ${integrityCard(report)}
  </div>`;
}

function proposedCard(report: Report): Markup {
  const { title, instead } = headlineOf(report);
  const { asked, details } = decisionOf(report);
  return html`<section class="card proposal c6" id="proposed" aria-labelledby="proposed-title">
    <p class="ask">What is proposed</p>
    <h1 id="proposed-title">${title}</h1>
    <p class="instead">${instead}</p>
    ${changeList(report)}
    <p class="asked"><strong>Decision asked for: ${asked}</strong> ${details.join(' ')}</p>
  </section>`;
}

/** Knob by knob, then the server flags that this means. */
function changeList({ review, flags }: Report): Markup | null {
  const { candidate, baseline } = review;
  if (candidate === null || candidate.candidateId === baseline.candidateId) return null;
  const from = baseline.configuration;
  return html`<dl class="knobs">
      ${Object.entries(candidate.configuration).map(
        ([knob, value]) =>
          html`<dt>${knob}</dt>
            <dd>
              ${from[knob] === value ? html`<span class="same">${value}, unchanged</span>` : changed(String(from[knob] ?? 'not set'), String(value))}
            </dd>`,
      )}
    </dl>
    ${flagList(flags)}`;
}

function flagList(flags: Report['flags']): Markup {
  if (flags === null)
    return html`<p class="basis">Server flags: the engine profile of the run was not there.</p>`;
  return html`<ul class="change" aria-label="Server flags that change">
    ${flags.map(flagItem)}
  </ul>`;
}

function flagItem({ engine, from, to }: FlagChange): Markup {
  return html`<li>
    <span class="engine">${engine}</span> ${changed(from ?? 'not set', to ?? 'not set')}
  </li>`;
}

function changed(from: string, to: string): Markup {
  return html`<del>${from}</del> <span aria-hidden="true">→</span
    ><span class="unseen"> becomes </span> <ins>${to}</ins>`;
}

function betterCard({ review }: Report): Markup {
  const { comparison, outcome } = review;
  const { text, tone } = outcomeWords[outcome];
  const said = badge({ tone, text });
  const number =
    comparison === null
      ? html`<p class="figure">
          <span class="number note-ink">none</span>
          <span class="unit">no difference was measured on fresh boots</span> ${said}
        </p>`
      : html`<p class="figure">
            <span class="number ${tone}">${showDifference(comparison.differencePpm)}</span>
            <span class="unit">fitness${sidesWords(review)}</span> ${said}
          </p>
          ${intervalPicture({ differencePpm: comparison.differencePpm, ci: comparison.ci, tone })}`;
  return html`<section class="card c6" id="better" aria-labelledby="better-title">
    <h2 class="ask" id="better-title">Is it better, and by how much</h2>
    ${number} ${latencyList(review.comparison)}
    <p class="basis">${basis(review)}</p>
  </section>`;
}

/** Whom the figures are of, where that is not the winner; then what they rest on. */
function basis(review: Report['review']): string {
  const { comparison, candidate, baseline, sentence } = review;
  const isOfWinner = comparison !== null && candidate?.candidateId !== baseline.candidateId;
  const rests = comparison === null ? '' : `${intervalWords(comparison)} ${basisWords(review)}`;
  return isOfWinner ? rests : `${sentenceOf(sentence)} ${rests}`.trim();
}

/** From and to, where both have a figure. */
function sidesWords({ candidate, baseline }: Report['review']): string {
  const [from, to] = [baseline.verdict, candidate?.verdict];
  if (candidate?.candidateId === baseline.candidateId) return '';
  if (from?.kind !== 'scored' || to?.kind !== 'scored') return '';
  return `, ${showFitness(from.fitnessPpm)} to ${showFitness(to.fitnessPpm)} on their first boots`;
}

function latencyList(comparison: Report['review']['comparison']): Markup | null {
  const changes = latencyChanges(comparison);
  if (changes.length === 0) return null;
  return html`<dl class="latencies">
    ${changes.map(
      ({ name, change, interval, verdict, tone }) =>
        html` <dt>${name}</dt>
          <dd>
            <strong class="${tone}-ink">${change} ${verdict}</strong>
            <span class="soft small">(${interval})</span>
          </dd>`,
    )}
  </dl>`;
}

function targetsCard(report: Report): Markup {
  return html`<section class="card c12" id="targets" aria-labelledby="targets-title">
    <h2 class="unseen" id="targets-title">Each objective, beside its target and the baseline</h2>
    ${targetTable(report)}
  </section>`;
}

/** So many lines fit the first screen; the gravest come first. */
const mostLines = 6;

function risksCard(report: Report): Markup {
  const lines = riskLines(report.review);
  const rest = lines.slice(mostLines);
  return html`<section class="card c5" id="risks" aria-labelledby="risks-title">
    <h2 class="ask" id="risks-title">What could go wrong</h2>
    ${lineList(lines.slice(0, mostLines))} ${rest.length === 0 ? null : moreLines(rest)}
  </section>`;
}

function moreLines(lines: readonly Line[]): Markup {
  return html`<details>
    <summary>${lines.length} more</summary>
    ${lineList(lines)}
  </details>`;
}

function measuredCard(report: Report): Markup {
  return html`<section class="card c4" id="measured" aria-labelledby="measured-title">
    <h2 class="ask" id="measured-title">Who measured it, on what</h2>
    ${factList(provenanceFacts(report))}
  </section>`;
}

function integrityCard(report: Report): Markup {
  return html`<section class="card c3" id="integrity" aria-labelledby="integrity-title">
    <h2 class="ask" id="integrity-title">Is it untampered</h2>
    ${lineList(integrityLines(report))}
  </section>`;
}
