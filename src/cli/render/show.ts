import { configurationWords } from '../../domain/configuration-words.ts';
import type { ExperimentView, Row } from '../../domain/view/view.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { verdictWords } from '../../domain/verdict-words.ts';
import type { Deployment } from '../deployment.ts';
import { shellCommand } from './deploy.ts';
import { renderRows, timeWords } from './live.ts';
import type { Paint } from './paint.ts';
import { phaseNow, stepWords } from './row-words.ts';
import { renderTable } from './table.ts';
import {
  objectiveWords,
  showCapacity,
  showMs,
  showObjective,
  showPercent,
} from '../../domain/words/figures.ts';

/** A run as it stands: head, table of candidates, what was decided, why some have no figures. */
export function renderShow(runId: string, view: ExperimentView, paint: Paint): string {
  const { spec } = view;
  const simulated = spec?.simulated === true ? paint.warn(' SIMULATED') : '';
  const notes = view.rows.flatMap(noteOf);
  return [
    `${paint.bold(runId)}${simulated}  ${phaseNow(view)}`,
    timeWords(view, view.nowMs),
    ...(spec === null
      ? []
      : [`engines ${spec.engines}, seed ${spec.seed}, spec ${spec.digest.slice(0, 12)}`]),
    ...(view.lineageHead === null ? [] : [`lineage head ${view.lineageHead}`]),
    '',
    view.rows.length === 0 ? 'no candidate was measured yet' : renderRows(view.rows, paint),
    ...(view.rows.some(({ origin }) => origin === 'baseline') ? [paint.dim('* baseline')] : []),
    ...(view.decisions.length === 0
      ? []
      : ['', paint.bold('Decisions'), ...indented(view.decisions)]),
    ...(notes.length === 0 ? [] : ['', paint.bold('Reasons'), ...indented(notes)]),
    ...resultLine(view, paint),
  ].join('\n');
}

function resultLine({ close }: ExperimentView, paint: Paint): readonly string[] {
  const result = close?.result;
  const hasSentence = typeof result === 'object' && result !== null && 'sentence' in result;
  return hasSentence ? ['', `${paint.bold('Result')} ${String(result.sentence)}`] : [];
}

function noteOf(row: Row): readonly string[] {
  const evidence = row.verdict === null ? row.fault : evidenceOf(row.verdict);
  return evidence === null || evidence === '' || row.repeatOf !== null
    ? []
    : [`${row.id}: ${evidence.replaceAll('\n', ' ')}`];
}

function evidenceOf(verdict: Verdict): string {
  return verdict.kind === 'scored' ? '' : verdict.evidence;
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

/** One candidate: what it is, where it came from, its figures and what they are worth. */
export function renderCandidate(row: Row, paint: Paint): string {
  const { verdict } = row;
  return [
    `${paint.bold(`${row.id}${row.purpose === 'confirm' ? ', confirmation' : ''}`)}  ${configurationWords(row.configuration)}`,
    `gen ${row.generation}, ${row.origin ?? 'origin not recorded yet'}${parents(row)}`,
    verdict === null ? stepWords(row) : verdictWords(verdict),
    ...noteOf(row),
    ...(verdict?.kind === 'scored'
      ? ['', partsTable(verdict.parts, paint), wordErrors(verdict)]
      : figures(row)),
  ].join('\n');
}

function parents({ parentIds, repeatOf }: Row): string {
  const from = parentIds.length === 0 ? '' : ` of ${parentIds.join(' and ')}`;
  return repeatOf === null ? from : `${from}, repeat of ${repeatOf}`;
}

function figures({ sttLatencyUs, llmLatencyUs, capacity }: Row): readonly string[] {
  return sttLatencyUs === null || llmLatencyUs === null
    ? []
    : [
        `STT ${showMs(sttLatencyUs)} ms, LLM ${showMs(llmLatencyUs)} ms, capacity ${showCapacity(capacity)}`,
      ];
}

type Scored = Extract<Verdict, { kind: 'scored' }>;

function partsTable(parts: Scored['parts'], paint: Paint): string {
  return renderTable(
    [
      { title: 'objective' },
      { title: 'measured', align: 'right' },
      { title: 'worth', align: 'right' },
      { title: 'weight', align: 'right' },
    ],
    parts.map(({ objective, value, desirabilityPpm, weightPpm }) => [
      objectiveWords[objective],
      showObjective(objective, value),
      (desirabilityPpm / 1_000_000).toFixed(3),
      showPercent(weightPpm),
    ]),
    paint.dim,
  );
}

function wordErrors({ wordErrorPpm, quality, freeMiB }: Scored): string {
  return `word error rate ${showPercent(wordErrorPpm)} (${quality}), ${freeMiB} MiB free at the peak`;
}

export type Reproduction = {
  readonly runId: string;
  readonly view: ExperimentView;
  readonly row: Row;
  readonly deployment: Deployment;
  readonly own: string;
};

/** How to repeat one trial by hand: the engines as they ran, and the load they were given. */
export function renderReproduction({ runId, view, row, deployment, own }: Reproduction): string {
  const { spec } = view;
  return [
    `# ${row.id} of ${runId}: ${configurationWords(row.configuration)}${deployment.simulated ? ', SIMULATED' : ''}`,
    '# 1. start the engines, each once the one before answers:',
    ...deployment.engines.flatMap((engine) => [
      shellCommand(engine),
      `curl --retry 60 --retry-delay 1 --retry-connrefused -fsS http://127.0.0.1:${engine.port}${engine.healthPath}`,
    ]),
    `# 2. or let a run measure it first: same experiment, seed and load (workload ${spec?.workloadDigest.slice(0, 12) ?? ''})`,
    `${own} start --experiment ${spec?.experiment ?? ''} --engines ${spec?.engines ?? ''} --seed ${spec?.seed ?? 0}`,
    `temporal workflow update execute --workflow-id <run> --name injectCandidate --input '${JSON.stringify({ configuration: row.configuration })}'`,
  ].join('\n');
}
