import type { ViewEnvironment, ViewSpec } from '../view/view.ts';
import type { ComparedSide } from './compared-side.ts';

/** What stands between two runs: reasons forbid a verdict, differences are a caution. */
export type Comparability = {
  readonly reasons: readonly string[];
  readonly differences: readonly EnvironmentDifference[];
};

export type EnvironmentDifference = {
  /** null where it is not known whether they differ. */
  readonly what: 'card' | 'driver' | 'engines' | 'engine profile' | null;
  readonly words: string;
};

type Sided = Pick<ComparedSide, 'runId' | 'spec' | 'environment'>;

/**
 * Two runs compare where workload, objectives and word error rule agree and both are simulated or
 * both real. Another card, driver, engines or engine profile may be just the question.
 */
export function comparability(one: Sided, other: Sided): Comparability {
  return {
    reasons: [
      workloadReason(one.spec, other.spec),
      objectivesReason(one.spec, other.spec),
      qualityReason(one.spec, other.spec),
      simulatedReason(one, other),
    ].flat(),
    differences: [
      ...environmentDifferences(one, other),
      ...profileDifference(one.spec, other.spec),
    ],
  };
}

function workloadReason(one: ViewSpec, other: ViewSpec): readonly string[] {
  if (one.workloadDigest === other.workloadDigest) return [];
  const words = ({ workload, workloadDigest }: ViewSpec): string =>
    named(workload.name, workloadDigest);
  return [`different workload: ${words(one)} against ${words(other)}`];
}

function objectivesReason(one: ViewSpec, other: ViewSpec): readonly string[] {
  const differing = [
    ...one.objectives.filter(isMissingIn(other)),
    ...other.objectives.filter(isMissingIn(one)),
  ].map(({ name }) => name);
  if (differing.length === 0) return [];
  const names = [...new Set(differing)].join(', ');
  return [`different objectives: ${names} (each fitness is by those of its own run)`];
}

function isMissingIn({ objectives }: ViewSpec) {
  const known = new Set(objectives.map((objective) => JSON.stringify(objective)));
  return (objective: ViewSpec['objectives'][number]): boolean =>
    !known.has(JSON.stringify(objective));
}

function qualityReason(one: ViewSpec, other: ViewSpec): readonly string[] {
  const words = ({ quality }: ViewSpec): string => {
    const { marginPpm, minWords, allowUndecided } = quality;
    const undecided = allowUndecided ? ', undecided allowed' : '';
    return `margin ${marginPpm / 10_000} %, at least ${minWords} words${undecided}`;
  };
  if (words(one) === words(other)) return [];
  return [`different word error rule: ${words(one)} against ${words(other)}`];
}

function simulatedReason(one: Sided, other: Sided): readonly string[] {
  if (one.spec.simulated === other.spec.simulated) return [];
  const [simulated, real] = one.spec.simulated ? [one, other] : [other, one];
  return [`${simulated.runId} is simulated, ${real.runId} is real`];
}

function environmentDifferences(one: Sided, other: Sided): readonly EnvironmentDifference[] {
  if (one.environment === null || other.environment === null) {
    const { runId } = one.environment === null ? one : other;
    return [{ what: null, words: `card and engines of ${runId} are not known` }];
  }
  const [first, second] = [one.environment, other.environment];
  return [
    ...difference('card', first.card, second.card),
    ...difference('driver', first.driver, second.driver),
    ...difference('engines', engineWords(first), engineWords(second)),
  ];
}

function profileDifference(one: ViewSpec, other: ViewSpec): readonly EnvironmentDifference[] {
  const words = ({ engines, profileDigest }: ViewSpec): string => named(engines, profileDigest);
  return difference('engine profile', words(one), words(other));
}

function difference(
  what: NonNullable<EnvironmentDifference['what']>,
  one: string,
  other: string,
): readonly EnvironmentDifference[] {
  return one === other ? [] : [{ what, words: `different ${what}: ${one} against ${other}` }];
}

function engineWords({ engines, versions }: ViewEnvironment): string {
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [engines.llm, engines.stt, ...programs.toSorted()].join(', ');
}

function named(name: string, digest: string): string {
  return `${name} (${digest.slice(0, 12)})`;
}
