import type { Observations, WordErrors } from '../observation.ts';
import type { Configuration } from '../space.ts';
import { assumedBootNoise } from '../statistics/boot-noise.ts';
import { poolBoots } from '../statistics/pooled-boots.ts';
import type { Verdict } from '../verdict.ts';
import type { Purpose, ViewEnvironment, ViewSpec } from '../view/view.ts';

/** A trial of a configuration on one boot: what came of it, and all that was seen. */
export type Boot = {
  readonly purpose: Purpose;
  readonly verdict: Verdict | null;
  /** null where the history does not hold it. */
  readonly observations: Observations | null;
};

/** A configuration of one run, ready to be held against another. */
export type ComparedSide = {
  readonly runId: string;
  readonly firstRunId: string;
  readonly startedMs: number;
  readonly spec: ViewSpec;
  readonly environment: ViewEnvironment | null;
  readonly candidateId: string;
  readonly configuration: Configuration;
  readonly isWinner: boolean;
  readonly isBaseline: boolean;
  /** STT model, and its word errors over the workload's clips. */
  readonly model: string;
  readonly words: WordErrors | null;
  readonly boots: readonly Boot[];
};

/** `against` is what stays while nothing better was shown. */
export type Pair = {
  readonly scope: Scope;
  readonly candidate: ComparedSide;
  readonly against: ComparedSide;
};

/** Candidate against baseline of one run, or the newer of two runs against the older. */
export type Scope = 'one-run' | 'two-runs';

/** true where both are of one run, by whatever name or copy. */
export function isOneRun(
  one: Pick<ComparedSide, 'firstRunId'>,
  other: Pick<ComparedSide, 'firstRunId'>,
): boolean {
  return one.firstRunId === other.firstRunId;
}

/** Sides of two runs as a pair: the one of the newer run against that of the older. */
export function byAge(one: ComparedSide, other: ComparedSide): Pair {
  const [candidate, against] = one.startedMs < other.startedMs ? [other, one] : [one, other];
  return { scope: 'two-runs', candidate, against };
}

/** What the boots of a side are good for. Without a counted boot something blocks. */
export type BootReading = {
  readonly counted: readonly Observations[];
  /** Why no verdict can be given. */
  readonly blocking: readonly string[];
  /** Boots that are left out. */
  readonly uncounted: readonly string[];
};

/** Sorts the boots of a side: scored ones count, a broken constraint or lost figures block a verdict. */
export function readBoots({ boots }: Pick<ComparedSide, 'boots'>): BootReading {
  const read = boots.map(readBoot);
  const counted = read.flatMap((each) => (each.kind === 'counted' ? [each.observations] : []));
  const blocking = read.flatMap((each) => (each.kind === 'blocking' ? [each.why] : []));
  const uncounted = read.flatMap((each) => (each.kind === 'uncounted' ? [each.why] : []));
  if (counted.length > 0 || blocking.length > 0) return { counted, blocking, uncounted };
  return { counted, blocking: uncounted, uncounted: [] };
}

type Read =
  | { readonly kind: 'counted'; readonly observations: Observations }
  | { readonly kind: 'blocking' | 'uncounted'; readonly why: string };

function readBoot({ purpose, verdict, observations }: Boot): Read {
  const boot = bootWords[purpose];
  if (verdict === null) return { kind: 'uncounted', why: `got no verdict on its ${boot}` };
  switch (verdict.kind) {
    case 'scored':
      return isUsable(observations)
        ? { kind: 'counted', observations }
        : { kind: 'blocking', why: `has a score, but the history lacks figures of its ${boot}` };
    case 'disqualified': {
      const why = `${reasonWords[verdict.reason]}, ${boot} (${verdict.evidence})`;
      return { kind: 'blocking', why };
    }
    case 'infeasible':
      return { kind: 'blocking', why: `does not fit the card (${verdict.evidence})` };
    case 'unmeasured':
      return { kind: 'uncounted', why: `was not measured on its ${boot} (${verdict.cause})` };
  }
}

const bootWords = { explore: 'first boot', confirm: 'fresh boot' } as const;

const reasonWords = {
  oom: 'ran out of memory',
  quality: 'makes too many word errors',
  instability: 'was not stable',
} as const;

function isUsable(observations: Observations | null): observations is Observations {
  return observations !== null && poolBoots([observations], assumedBootNoise) !== null;
}
