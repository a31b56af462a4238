import type { Report } from '../../../contracts/report.ts';
import { configurationWords } from '../../../domain/configuration-words.ts';
import type { Configuration } from '../../../domain/space.ts';
import type { ExperimentView } from '../../../domain/view/view.ts';
import { evidenceTable, generationTable, modelTable, trialTable } from '../trial-table.ts';
import { timeWords } from '../../../contracts/time-words.ts';
import { sentenceOf } from '../words/answer.ts';
import { limitLines } from '../words/limits.ts';
import { methodLines, questionWords, repeatCommands } from '../words/method.ts';
import { exactFacts, integrityWords } from '../words/provenance.ts';
import { headlineOf, sideWords } from '../words/verdict.ts';
import { answers } from './answers.ts';
import { chartSection, plainTable, tableDetails } from './charts.ts';
import { badge, factList, sentenceList } from './lines.ts';
import { html, trusted } from './markup.ts';
import type { Markup } from './markup.ts';
import { reportStyle } from './style.ts';

/** The report as one page that needs nothing else: no script, no network. Same input, same bytes. */
export function renderReportHtml(report: Report, view: ExperimentView): string {
  const { review } = report;
  const mark = review.simulated ? 'SIMULATED: ' : '';
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${mark}${headlineOf(report).title}, ${review.run.runId}</title>
        <style>
          ${trusted(reportStyle)}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the verdict</a>
        ${review.simulated ? simulatedBanner : null} ${topBar(report)}
        <main class="wide" id="main">${answers(report)} ${details(report, view)}</main>
        <footer class="wide">
          <p>
            Made from the event history of the run by D-REAM; no verdict was computed again. Run
            ended ${timeWords(report.endedMs)}.
          </p>
        </footer>
      </body>
    </html> `.text;
}

const simulatedBanner = html`<aside class="simulated" aria-label="Simulated run">
  <p><strong>SIMULATED</strong> engines and GPU: these are figures of no real card.</p>
</aside>`;

function topBar(report: Report): Markup {
  const { run, state } = report.review;
  return html`<header class="wide bar">
    <span class="brand">D-REAM <span>report</span></span>
    <code class="run">${run.runId}</code>
    ${badge({ tone: 'note', text: state })} ${badge(integrityWords(report))}
    <nav aria-label="Sections">
      <ul>
        ${sections.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}
      </ul>
    </nav>
  </header>`;
}

const sections = [
  ['charts', 'Charts'],
  ['trials', 'Trials'],
  ['method', 'Method'],
  ['limits', 'Limits'],
  ['repeat', 'Repeat'],
  ['audit', 'Audit'],
] as const;

function details(report: Report, view: ExperimentView): Markup {
  return html` ${section('charts', 'Charts', chartSection(view))}
    ${section('trials', 'Every trial', trials(report))}
    <div class="pair">
      ${section('method', 'Question and method', method(report))}
      ${section('limits', 'What this does not show', html`<div class="card">${sentenceList(limitLines(report))}</div>`)}
      ${section('repeat', 'How to repeat it', html`<div class="card">${sentenceList(commands(report))}</div>`)}
      ${section('audit', 'Audit', audit(report))}
    </div>`;
}

function section(id: string, title: string, content: Markup): Markup {
  return html`<section class="section" id="${id}" aria-labelledby="${id}-heading">
    <h2 id="${id}-heading">${title}</h2>
    ${content}
  </section> `;
}

function method(report: Report): Markup {
  return html`<div class="card">
    <p class="lead">${questionWords(report)}</p>
    ${sentenceList(methodLines(report))}
  </div>`;
}

function trials(report: Report): Markup {
  const { review } = report;
  const evidence = evidenceTable(report);
  return html`<div class="card">
    <p class="small soft">
      Candidate ${review.candidate === null ? 'none' : sideWords(review.candidate)}. Baseline
      ${sideWords(review.baseline)}.
    </p>
    ${plainTable('Every trial', trialTable(report))}
    ${tableDetails('Table: fitness by generation', generationTable(report))}
    ${tableDetails('Table: word errors of the speech models', modelTable(report))}
    ${evidence.rows.length === 0 ? null : tableDetails('Table: why some have no fitness', evidence)}
    ${leftOut('Cannot fit the card by arithmetic', report.infeasible)}
    ${leftOut('No room under the cap', report.dropped)}
  </div>`;
}

function leftOut(title: string, configurations: readonly Configuration[]): Markup | null {
  if (configurations.length === 0) return null;
  return html`<p class="small">${title}: ${configurations.map(configurationWords).join(', ')}.</p>`;
}

function commands(report: Report): readonly Markup[] {
  return repeatCommands(report).map(
    ({ what, command }) =>
      html`Repeat ${what}:
        <div class="command"><code>${command}</code></div>`,
  );
}

function audit(report: Report): Markup {
  const { decisions, review, why, proposal } = report;
  const said = [
    `Result: ${sentenceOf(review.sentence)}`,
    ...(review.tie === null ? [] : [`Tie: ${sentenceOf(review.tie)}`]),
    ...(why === '' ? [] : [`Why: ${sentenceOf(why)}`]),
    ...decisions.map((decision) => `While it ran: ${sentenceOf(decision)}`),
    `GPU: ${review.time.gpuReleased === 'proven' ? 'released and proven free.' : 'NOT PROVEN FREE.'}`,
  ];
  const proposed =
    proposal === null
      ? []
      : ([
          ['proposal', proposal.id],
          ['evidence digest', proposal.digest],
        ] as const);
  return html`<div class="card">
    ${sentenceList(said)}<br />${factList([...exactFacts(report), ...proposed], true)}
  </div>`;
}
