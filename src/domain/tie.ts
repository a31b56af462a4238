import { configurationWords } from './configuration-words.ts';
import { digestOf } from './digest.ts';
import { difference, estimateFitness } from './fitness-estimate.ts';
import type { FitnessEstimate } from './fitness-estimate.ts';
import type { Objective } from './objective.ts';
import type { Judged, RunLog } from './run-log.ts';
import type { Configuration } from './space.ts';
import { assumedBootNoise } from './statistics/boot-noise.ts';
import { poolBoots } from './statistics/pooled-boots.ts';
import type { Scored } from './verdict.ts';

/** The scored trials among which a run chooses: its leaders and its baseline. */
export type Trials = Pick<RunLog, 'leaders' | 'baseline'>;

/**
 * The scored trials in the order in which a run prefers them. First those within noise of the best
 * by the tie rule: the baseline, then lower word error rate, more free memory, smaller digest of the
 * configuration. Then the rest by fitness; one that breaks a limit comes after all that do not.
 */
export function contendersOf(trials: Trials, objectives: readonly Objective[]): readonly Judged[] {
  const ranked = rank(trials, objectives);
  const equals = equalsOf(ranked);
  const rest = ranked.filter((contender) => !equals.includes(contender));
  return [...equals, ...rest].map(({ judged }) => judged);
}

/** Ids of the candidates that cannot be told apart from the best, the preferred one first. */
export function tiesOf(trials: Trials, objectives: readonly Objective[]): readonly string[] {
  return equalsOf(rank(trials, objectives)).map(({ judged }) => judged.candidate.id);
}

/** The tie in words: "50, 55 and 60 % are equal for this workload; keep 50 %". null without a tie. */
export function tieSentence(trials: Trials, objectives: readonly Objective[]): string | null {
  const equals = equalsOf(rank(trials, objectives));
  const [chosen] = equals;
  if (chosen === undefined || equals.length === 1) return null;
  const configurations = equals
    .map(({ judged }) => judged.candidate)
    .toSorted((a, b) => a.cell - b.cell)
    .map(({ configuration }) => configuration);
  const knobs = differingKnobs(configurations);
  const say = (configuration: Configuration): string => wordsOf(configuration, knobs);
  const verb = isBaseline(chosen) ? 'keep' : 'take';
  const choice = say(chosen.judged.candidate.configuration);
  return `${list(configurations.map(say))} are equal for this workload; ${verb} ${choice}`;
}

type Contender = {
  readonly judged: Judged;
  readonly verdict: Scored;
  readonly estimate: FitnessEstimate;
};

function rank({ leaders, baseline }: Trials, objectives: readonly Objective[]) {
  const others = leaders.filter(({ candidate }) => candidate.id !== baseline?.candidate.id);
  const all = baseline === null ? others : [baseline, ...others];
  return all.flatMap((judged) => contender(judged, objectives)).toSorted(byFitness);
}

/** None for a trial that has no score, or whose observations are not at hand. */
function contender(judged: Judged, objectives: readonly Objective[]): readonly Contender[] {
  const boots = poolBoots(judged.boots, assumedBootNoise);
  if (judged.verdict.kind !== 'scored' || boots === null) return [];
  return [{ judged, verdict: judged.verdict, estimate: estimateFitness(objectives, boots) }];
}

/** Those within noise of the first, which break a limit only if the first does. */
function equalsOf(ranked: readonly Contender[]): readonly Contender[] {
  const [best] = ranked;
  if (best === undefined) return [];
  return ranked
    .filter(({ estimate }) => estimate.isBroken === best.estimate.isBroken)
    .filter(({ estimate }) => difference(best.estimate, estimate).verdict !== 'better')
    .toSorted(byPreference);
}

function byFitness(a: Contender, b: Contender): number {
  return (
    Number(a.estimate.isBroken) - Number(b.estimate.isBroken) ||
    b.estimate.fitnessPpm - a.estimate.fitnessPpm ||
    byPreference(a, b)
  );
}

function byPreference(a: Contender, b: Contender): number {
  return (
    Number(isBaseline(b)) - Number(isBaseline(a)) ||
    a.verdict.wordErrorPpm - b.verdict.wordErrorPpm ||
    b.verdict.freeMiB - a.verdict.freeMiB ||
    (digestOf(a.judged.candidate.configuration) < digestOf(b.judged.candidate.configuration)
      ? -1
      : 1)
  );
}

function isBaseline({ judged }: Contender): boolean {
  return judged.candidate.origin === 'baseline';
}

/** The one knob that differs, or all where several do. */
function differingKnobs(configurations: readonly Configuration[]): readonly string[] {
  const knobs = configurations.flatMap(Object.keys).filter(isFirst);
  const differing = knobs.filter(
    (knob) => new Set(configurations.map((configuration) => configuration[knob])).size > 1,
  );
  return differing.length === 1 ? differing : knobs;
}

function isFirst(name: string, index: number, names: readonly string[]): boolean {
  return names.indexOf(name) === index;
}

function wordsOf(configuration: Configuration, knobs: readonly string[]): string {
  const named = Object.entries(configuration).filter(([knob]) => knobs.includes(knob));
  return configurationWords(Object.fromEntries(named));
}

/** "50, 55 and 60 %": a unit that all share is said once. */
function list(words: readonly string[]): string {
  const sharesUnit = words.every((each) => /^\d+ %$/.test(each));
  const short = sharesUnit ? words.map((each) => each.replace(' %', '')) : words;
  return `${short.slice(0, -1).join(', ')} and ${short.slice(-1).join('')}${sharesUnit ? ' %' : ''}`;
}
