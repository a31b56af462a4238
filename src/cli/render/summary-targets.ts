import type { ExperimentResult } from '../../contracts/workflows.ts';
import { configurationWords } from '../../domain/configuration-words.ts';
import { meetsTarget } from '../../domain/objective.ts';
import type { Objective } from '../../domain/objective.ts';
import { aimOf } from '../../domain/review/target-lines.ts';
import { qualityWords, targetWords } from '../../domain/review/words.ts';
import type { Scored, Verdict } from '../../domain/verdict.ts';
import { objectiveWords, showObjective, showPercent } from '../../domain/words/figures.ts';
import type { Paint } from './paint.ts';
import { renderTable } from './table.ts';

export type TargetOptions = {
  readonly result: ExperimentResult;
  readonly objectives: readonly Objective[];
  readonly paint: Paint;
};

/** Whose figures are held against the targets: the winner's, else those of the best that was scored. */
function shown({
  result,
}: TargetOptions): { readonly name: string; readonly verdict: Scored } | null {
  const candidates = [
    { candidate: result.winner, verdict: result.winnerVerdict },
    ...result.leaders,
  ];
  for (const { candidate, verdict } of candidates) {
    if (candidate !== null && verdict?.kind === 'scored') {
      return { name: configurationWords(candidate.configuration), verdict };
    }
  }
  return null;
}

/** Each target, met or missed, then the quality and what limits. */
export function targetRows(options: TargetOptions): readonly string[] {
  const best = shown(options);
  if (best === null) return ['nothing could be measured'];
  const { paint, objectives, result } = options;
  const baseline = result.baselineVerdict;
  const rows = objectives.flatMap((objective) => {
    const value = valueOf(best.verdict, objective);
    if (value === null) return [];
    const isMet = meetsTarget(objective, value);
    return [
      [
        isMet ? paint.good('✓ met') : paint.bad('✗ missed'),
        objectiveWords[objective.name],
        targetWords({ ...objective, objective: objective.name, target: aimOf(objective) }),
        showObjective(objective.name, value),
        baselineCell(baseline, objective),
      ],
    ];
  });
  const table = renderTable(
    [
      { title: '' },
      { title: `of ${best.name}` },
      { title: 'target' },
      { title: 'measured', align: 'right' },
      { title: 'baseline', align: 'right' },
    ],
    rows,
    paint.dim,
  );
  return [
    ...table.split('\n'),
    qualityLine(best.verdict, baseline),
    ...limits(options, best.verdict),
  ];
}

/** When nothing meets the targets: what limits, and what to try. */
function limits({ objectives, paint }: TargetOptions, verdict: Scored): readonly string[] {
  const missed = objectives.filter((objective) => {
    const value = valueOf(verdict, objective);
    return value !== null && !meetsTarget(objective, value);
  });
  return missed.length === 0
    ? []
    : [
        `${paint.warn('closest:')} limited by ${missed.map(({ name }) => objectiveWords[name]).join(', ')}; try ${advice(missed)}`,
      ];
}

function advice(missed: readonly Objective[]): string {
  const isLlm = missed.some(({ name }) => name === 'llmLatency');
  const isStt = missed.some(({ name }) => name === 'sttLatency');
  if (isLlm) return 'a smaller or more quantised language model, or shorter answers';
  if (isStt) return 'a smaller Whisper model, or more Whisper workers';
  return 'other memory levels (more values of the level knob), or another target';
}

function qualityLine(verdict: Scored, baseline: Verdict): string {
  const own = `word error rate ${showPercent(verdict.wordErrorPpm)}`;
  const other =
    baseline.kind === 'scored' ? `, baseline ${showPercent(baseline.wordErrorPpm)}` : '';
  return `${own}${other}: ${qualityWords(verdict.quality)}`;
}

function valueOf(verdict: Scored, { name }: Objective): number | null {
  return verdict.parts.find((part) => part.objective === name)?.value ?? null;
}

function baselineCell(verdict: Verdict, objective: Objective): string {
  const value = verdict.kind === 'scored' ? valueOf(verdict, objective) : null;
  return value === null ? '-' : showObjective(objective.name, value);
}
