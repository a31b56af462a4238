import { configurationWords } from '../../domain/configuration-words.ts';
import type { SideComparison } from '../../domain/review/compare-sides.ts';
import type { SideFigures } from '../../domain/review/side-figures.ts';
import { figuresTable, roles, showChange } from './compare-figures.ts';
import type { Paint } from './paint.ts';
import { capital, objectiveWords } from '../../domain/words/figures.ts';
import { wrapWords } from './wrap.ts';

const width = 80;

/** The verdict in words, who was compared, the figures side by side, what to keep in mind. */
export function renderComparison(result: SideComparison, paint: Paint): string {
  const { scope, candidate, against, cautions, sentence } = result;
  const names = roles[scope];
  return [
    ...title(result, paint),
    ...wrapWords(capital(`${sentence}.`), width).map(painterOf(result, paint)),
    '',
    ...sideLines(names.candidate, candidate, scope),
    ...sideLines(names.against, against, scope),
    '',
    figuresTable(result, paint),
    ...section('Latencies', latencyLines(result), paint),
    ...section('Keep in mind', [...cautions, ...noiseLines(result)], paint),
  ].join('\n');
}

/** The run where it is one, and whether any of this was simulated. */
function title({ scope, candidate, against }: SideComparison, paint: Paint): readonly string[] {
  const isSimulated = candidate.simulated || against.simulated;
  const parts = [
    ...(scope === 'one-run' ? [paint.bold(candidate.runId)] : []),
    ...(isSimulated ? [paint.warn('SIMULATED: figures of no real card')] : []),
  ];
  return parts.length === 0 ? [] : [parts.join('  ')];
}

function painterOf({ verdict }: SideComparison, paint: Paint): (line: string) => string {
  switch (verdict) {
    case 'better':
      return paint.good;
    case 'worse':
      return paint.bad;
    case 'not-distinguishable':
      return paint.bold;
    case null:
      return paint.warn;
  }
}

function sideLines(
  role: string,
  side: SideFigures,
  scope: SideComparison['scope'],
): readonly string[] {
  const marks = [
    ...(side.isWinner ? ['winner'] : []),
    ...(side.isBaseline && scope === 'two-runs' ? ['baseline'] : []),
    side.boots === 1 ? '1 boot' : `${side.boots} boots`,
  ].join(', ');
  const words = `${configurationWords(side.configuration)} (${marks})`;
  const run = scope === 'one-run' ? '' : ` of ${side.runId}`;
  return hanging(role.padEnd(11), `${side.candidateId}${run}: ${words}`);
}

function latencyLines({ comparison }: SideComparison): readonly string[] {
  return (comparison?.latencies ?? []).map(({ objective, changePpm, ci, verdict }) => {
    const interval = `95 % interval ${showChange(ci[0])} to ${showChange(ci[1])}`;
    const words = verdict.replaceAll('-', ' ');
    return `${objectiveWords[objective]} ${showChange(changePpm)} (${interval}): ${words}`;
  });
}

/** What the verdict rests on, and what it does not. */
function noiseLines({ comparison }: SideComparison): readonly string[] {
  if (comparison === null) return [];
  const tested = comparison.latencies.flatMap(({ objective, mannWhitneyPpm }) =>
    mannWhitneyPpm === null ? [] : [`${objectiveWords[objective]} p ${showChance(mannWhitneyPpm)}`],
  );
  return [
    ...(comparison.bootNoiseAssumed
      ? ['boot noise assumed: 3 % between boots, as fewer than 6 boots could teach it']
      : []),
    ...(tested.length === 0
      ? []
      : [`Mann-Whitney over single requests: ${tested.join(', ')}; it decides nothing`]),
  ];
}

function showChance(ppm: number): string {
  return ppm < 1_000 ? '< 0.001' : `= ${(ppm / 1_000_000).toFixed(3)}`;
}

function section(title: string, lines: readonly string[], paint: Paint): readonly string[] {
  if (lines.length === 0) return [];
  return ['', paint.bold(title), ...lines.flatMap((line) => hanging('  ', line))];
}

/** Wrapped behind a first word, the lines below it indented as far. */
function hanging(first: string, text: string): readonly string[] {
  const lines = wrapWords(text, width - first.length);
  return lines.map((line, index) => (index === 0 ? first : ' '.repeat(first.length)) + line);
}
