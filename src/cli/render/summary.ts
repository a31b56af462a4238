import type { PromotionView } from '../../client/read-promotion.ts';
import type { ExperimentResult } from '../../contracts/workflows.ts';
import { configurationWords } from '../../domain/configuration-words.ts';
import type { Objective } from '../../domain/objective.ts';
import { verdictWords } from '../../domain/verdict-words.ts';
import type { Deployment } from '../deployment.ts';
import { shellCommand } from './deploy.ts';
import { asTyped } from './error.ts';
import type { Paint } from './paint.ts';
import { stateWords } from './promotion-state.ts';
import { targetRows } from './summary-targets.ts';
import {
  objectiveWords,
  showDifference,
  showPercent,
  showSeconds,
} from '../../domain/words/figures.ts';

export type SummaryOptions = {
  readonly runId: string;
  readonly result: ExperimentResult;
  readonly objectives: readonly Objective[];
  readonly deployment: Deployment | null;
  /** The run folder, and the names in it as far as this machine has it. */
  readonly folder: string;
  readonly files: readonly string[];
  /** What it was proposed as; null where it was not. */
  readonly proposal: PromotionView | null;
  readonly nowMs: number;
  readonly own: string;
  readonly paint: Paint;
};

/** The end of a run: targets first, then winner against baseline, how to start it, time, files, next. */
export function renderSummary(options: SummaryOptions): string {
  const { result, runId, paint } = options;
  const simulated = result.simulated ? paint.warn('  SIMULATED: figures of no real card') : '';
  const text = [
    `${paint.bold(runId)}  ${result.state}${simulated}`,
    sentence(result),
    ...(result.why === '' ? [] : [paint.bad(`why: ${result.why}`)]),
    ...section(options, 'TARGETS', targetRows(options)),
    ...section(options, 'WINNER AGAINST BASELINE', comparison(options)),
    ...section(options, startTitle(options), commands(options)),
    ...section(options, 'PROMOTION', promotionLines(options)),
    ...section(options, 'TIME', time(result)),
    ...section(options, 'FILES', files(options)),
    ...section(options, 'NEXT', next(options)),
  ].join('\n');
  return asTyped(text, options.own);
}

function section({ paint }: SummaryOptions, title: string, lines: readonly string[]) {
  return lines.length === 0 ? [] : ['', paint.bold(title), ...lines.map((line) => `  ${line}`)];
}

/** The tie is told where its choice is the winner; a runner-up may have been confirmed instead. */
function sentence({ sentence: said, tieSentence, ties, winner }: ExperimentResult): string {
  const first = `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
  const isChosen = winner !== null && ties[0] === winner.id;
  return tieSentence === null || !isChosen ? first : `${first}\n${tieSentence}.`;
}

function comparison({ result, paint }: SummaryOptions): readonly string[] {
  const { winner, winnerVerdict, baseline, baselineVerdict } = result;
  const base = `baseline ${configurationWords(baseline.configuration)}: ${verdictWords(baselineVerdict)}`;
  if (winner === null || winnerVerdict === null) return ['no winner', base];
  const isBaseline = winner.id === baseline.id;
  if (isBaseline) return [`${base}; it stays`, ...differences(result)];
  const confirmed = result.confirmed
    ? paint.good('confirmed on fresh boots in production order')
    : paint.bad('NOT CONFIRMED: cannot be proposed for promotion');
  return [
    `${configurationWords(winner.configuration)}: ${verdictWords(winnerVerdict)}, ${confirmed}`,
    base,
    ...differences(result),
  ];
}

function differences({ comparison: compared }: ExperimentResult): readonly string[] {
  if (compared === null) return [];
  const [low, high] = compared.ci;
  const noise = compared.bootNoiseAssumed ? '; boot noise assumed' : '';
  return [
    `difference ${showDifference(compared.differencePpm)} fitness, 95 % interval ${showDifference(low)} to ${showDifference(high)}: ${compared.verdict}${noise}`,
    ...compared.latencies.map(
      ({ objective, changePpm, verdict }) =>
        `${objectiveWords[objective]} ${changePpm < 0 ? '' : '+'}${showPercent(changePpm)}: ${verdict}`,
    ),
  ];
}

function startTitle({ result }: SummaryOptions): string {
  const simulated = result.simulated ? ' (SIMULATED engines)' : '';
  if (result.winner?.id === result.baseline.id) return `START THE BASELINE${simulated}`;
  return `START THE WINNER${simulated}${result.confirmed ? '' : ' (NOT CONFIRMED)'}`;
}

function commands({ deployment, result }: SummaryOptions): readonly string[] {
  if (deployment === null || result.winner === null) return [];
  return deployment.engines.flatMap((engine) => shellCommand(engine).split('\n'));
}

/** What a person is asked to decide, or why nothing is. */
function promotionLines({ proposal, nowMs, result }: SummaryOptions): readonly string[] {
  if (proposal === null) return [notProposed(result)];
  const { promotionId, state, why } = proposal;
  if (state === 'refused') return [`${promotionId} was refused: ${why}`];
  return [
    `${promotionId} ${stateWords(proposal, nowMs)}`,
    `look at it, then answer: dream promotions show ${promotionId}`,
  ];
}

function notProposed({ outcome, sentence: said }: ExperimentResult): string {
  return outcome === 'better'
    ? 'not proposed: this run did not do so by itself'
    : `nothing is proposed: ${said}`;
}

function time(result: ExperimentResult): readonly string[] {
  const { usedMs, capMs, prepareMs, boots, counts } = result;
  const share = capMs === 0 ? 0 : Math.round((usedMs * 100) / capMs);
  const counted = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');
  const gpu =
    result.gpuReleased === 'proven'
      ? 'GPU released and proven free'
      : 'GPU NOT PROVEN FREE: look with `nvidia-smi` or `dream doctor`';
  return [
    `${showSeconds(usedMs)} of the cap of ${showSeconds(capMs)} (${share} %); preparation ${showSeconds(prepareMs)} apart`,
    [`${boots} boots`, counted].filter(Boolean).join('; '),
    gpu,
  ];
}

function files({ folder, files: names }: SummaryOptions): readonly string[] {
  return names.length === 0 ? [`${folder} (not on this machine)`] : [`${folder}/`, ...wrap(names)];
}

/** Names side by side, some to a line. */
function wrap(names: readonly string[]): readonly string[] {
  const perLine = 4;
  const lines = Math.ceil(names.length / perLine);
  return Array.from(
    { length: lines },
    (_, line) => `  ${names.slice(line * perLine, (line + 1) * perLine).join('  ')}`,
  );
}

function next({ runId, result, folder }: SummaryOptions): readonly string[] {
  const winner = `dream show ${runId} --winner --format systemd`;
  return [
    `every candidate:   dream show ${runId}`,
    ...(result.winner === null ? [] : [`how to deploy it:  ${winner}   (or args, env, compose)`]),
    `review it:         dream report ${runId}`,
    `prove the figures: dream lineage verify ${quotedPath(folder)}`,
  ];
}

function quotedPath(path: string): string {
  return path.includes(' ') ? `'${path}'` : path;
}
