import type { Report } from '../../contracts/report.ts';
import { targetWords } from '../../domain/review/words.ts';
import type { TargetLine } from '../../domain/review/target-lines.ts';
import {
  objectiveWords,
  showFitness,
  showObjective,
  showPercent,
} from '../../domain/words/figures.ts';
import { bullets, code, markdownTable, plain } from './markdown-text.ts';
import { evidenceTable, generationTable, modelTable, trialTable } from './trial-table.ts';
import type { Table } from './trial-table.ts';
import { sentenceOf } from './words/answer.ts';
import { toneMarks } from '../../domain/words/tone.ts';
import type { Line } from '../../domain/words/tone.ts';
import { decisionOf } from './words/decision.ts';
import { limitLines } from './words/limits.ts';
import { methodLines, questionWords, repeatCommands } from './words/method.ts';
import { exactFacts, integrityLines, provenanceFacts } from './words/provenance.ts';
import { riskLines } from '../../domain/review/risk-lines.ts';
import {
  basisWords,
  differenceWords,
  headlineOf,
  latencyChanges,
  sideWords,
} from './words/verdict.ts';

/** The PHASE report: what a reviewer reads instead of raw files. */
export function renderReportMarkdown(report: Report): string {
  const { review } = report;
  const { title, instead } = headlineOf(report);
  const blocks = [
    `# PHASE report: ${plain(review.run.experiment)}`,
    ...(review.simulated
      ? ['**SIMULATED engines and GPU: these are figures of no real card.**']
      : []),
    `**${plain(title)}**, ${plain(instead)}. ${plain(sentenceOf(review.sentence))}${review.tie === null ? '' : ` ${plain(sentenceOf(review.tie))}`}`,
    '## Question',
    plain(questionWords(report)),
    '## Method',
    bullets(methodLines(report).map(plain)),
    '## What was measured, on what',
    facts(provenanceFacts(report)),
    markdownTable(trialTable(report)),
    markdownTable(modelTable(report)),
    ...optional('Why some have no fitness:', evidenceTable(report)),
    '## Result against the baseline',
    ...result(report),
    '## What could go wrong',
    toned(riskLines(report.review)),
    '## What it does not show',
    bullets(limitLines(report).map(plain)),
    '## Lineage',
    toned(integrityLines(report)),
    markdownTable(generationTable(report)),
    ...(report.decisions.length === 0 ? [] : [bullets(report.decisions.map(plain))]),
    exact(report),
    '## How to repeat',
    bullets(repeatCommands(report).map(({ what, command }) => `${plain(what)}: ${code(command)}`)),
    '## Decision asked for',
    decision(report),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function result(report: Report): readonly string[] {
  const { review, flags } = report;
  const changes = (flags ?? []).map(
    ({ engine, from, to }) =>
      `${engine}: ${code(from ?? 'not set')} becomes ${code(to ?? 'not set')}`,
  );
  const latencies = latencyChanges(review.comparison).map(({ name, change, interval, verdict }) =>
    plain(`${name} ${change} (${interval}): ${verdict}`),
  );
  return [
    bullets([
      plain(`Candidate: ${review.candidate === null ? 'none' : sideWords(review.candidate)}`),
      plain(`Baseline: ${sideWords(review.baseline)}`),
      plain(`${differenceWords(review)} ${basisWords(review)}`.trim()),
      ...latencies,
      ...changes,
    ]),
    ...(review.targets.length === 0 ? [] : [markdownTable(targetTable(review.targets))]),
  ];
}

function targetTable(targets: readonly TargetLine[]): Table {
  const show = (name: TargetLine['objective'], value: number | null): string =>
    value === null ? 'not measured' : showObjective(name, value);
  return {
    columns: ['objective', 'weight', 'target', 'measured', 'baseline', 'worth', ''],
    rows: targets.map((line) => [
      objectiveWords[line.objective],
      showPercent(line.weightPpm),
      targetWords(line),
      show(line.objective, line.value),
      show(line.objective, line.baseline),
      line.worthPpm === null ? '-' : showFitness(line.worthPpm),
      line.met ? '✓ met' : '✗ missed',
    ]),
  };
}

function optional(title: string, table: Table): readonly string[] {
  return table.rows.length === 0 ? [] : [title, markdownTable(table)];
}

function facts(pairs: readonly (readonly [string, string])[]): string {
  return bullets(pairs.map(([name, value]) => `${plain(name)}: ${plain(value)}`));
}

function exact(report: Report): string {
  return bullets(exactFacts(report).map(([name, value]) => `${plain(name)}: ${code(value)}`));
}

function toned(lines: readonly Line[]): string {
  return bullets(lines.map(({ tone, text }) => `${toneMarks[tone]} ${plain(text)}`));
}

function decision(report: Report): string {
  const { asked, details } = decisionOf(report);
  const digest =
    report.proposal === null ? '' : ` Digest of what is shown: ${code(report.proposal.digest)}.`;
  return `**${plain(asked)}** ${plain(details.join(' '))}${digest}`;
}
