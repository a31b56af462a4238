import type { Candidate } from './candidate.ts';
import { appendRecord, chainAfter, emptyChain } from './lineage/chain.ts';
import type { ChainState } from './lineage/chain.ts';
import type { Genesis, HashedRecord, LineageEntry } from './lineage-record.ts';
import type { Observations } from './observation.ts';
import type { Proposal, SearchState, TrialSummary } from './search.ts';
import { configurationAt } from './space.ts';
import type { Space } from './space.ts';
import { rankTrials } from './strategy/rank.ts';
import { startSearch } from './strategy/index.ts';
import type { Verdict } from './verdict.ts';

/** A candidate with its verdict and what was observed, one entry for each boot it was measured on. */
export type Judged = {
  readonly candidate: Candidate;
  readonly purpose: 'explore' | 'confirm';
  readonly verdict: Verdict;
  readonly boots: readonly Observations[];
};

/** What a run knows so far: the search, the chain, the best few. Plain data. */
export type RunLog = {
  readonly search: SearchState;
  readonly chain: ChainState;
  /** Records that no `recordGeneration` has taken yet. */
  readonly unwritten: readonly HashedRecord[];
  readonly nextCandidate: number;
  readonly baseline: Judged | null;
  /** Best first, at most `leaderCount`, with their observations. */
  readonly leaders: readonly Judged[];
  readonly counts: Readonly<Record<Verdict['kind'] | 'repeats', number>>;
};

const leaderCount = 6;

export function startLog(seed: number, genesis: Genesis): RunLog {
  const log: RunLog = {
    search: startSearch(seed),
    chain: emptyChain,
    unwritten: [],
    nextCandidate: 1,
    baseline: null,
    leaders: [],
    counts: { scored: 0, disqualified: 0, infeasible: 0, unmeasured: 0, repeats: 0 },
  };
  return withEntry(log, genesis);
}

/** The log with one more record in its chain. */
export function withEntry(log: RunLog, entry: LineageEntry): RunLog {
  const hashed = appendRecord(log.chain, entry);
  return { ...log, chain: chainAfter(hashed), unwritten: [...log.unwritten, hashed] };
}

/** The log with a verdict: in the chain, in the counts and, where it ranks, among the leaders. */
export function withVerdict(log: RunLog, judged: Judged): RunLog {
  const recorded = withEntry(log, {
    kind: 'verdict',
    candidateId: judged.candidate.id,
    parentIds: judged.candidate.parentIds,
    generation: judged.candidate.generation,
    origin: judged.candidate.origin,
    mutations: judged.candidate.mutations,
    configuration: judged.candidate.configuration,
    repeatOf: judged.candidate.repeatOf,
    purpose: judged.purpose,
    verdict: judged.verdict,
  });
  if (judged.purpose === 'confirm') return recorded;
  const counted = count(recorded, judged);
  if (judged.candidate.repeatOf !== null) return counted;
  return {
    ...counted,
    baseline: judged.candidate.origin === 'baseline' ? judged : counted.baseline,
    leaders: lead(counted.leaders, judged),
  };
}

/** Records were taken by `recordGeneration`. */
export function withoutUnwritten(log: RunLog): RunLog {
  return { ...log, unwritten: [] };
}

/** Proposals become candidates with ids in their order; a repeat refers to its first trial. */
export function nameCandidates(
  log: RunLog,
  space: Space,
  asked: { readonly generation: number; readonly proposals: readonly Proposal[] },
): readonly [readonly Candidate[], RunLog] {
  const candidates = asked.proposals.map((proposal, index) => ({
    ...proposal,
    id: `c${log.nextCandidate + index}`,
    generation: asked.generation,
    configuration: configurationAt(space, proposal.cell),
  }));
  return [candidates, { ...log, nextCandidate: log.nextCandidate + candidates.length }];
}

/** What the search is told of a judged candidate. */
export function summaryOf(judged: Judged): TrialSummary {
  const { candidate, verdict } = judged;
  const scored = verdict.kind === 'scored' ? verdict : null;
  return {
    candidateId: candidate.id,
    cell: candidate.cell,
    generation: candidate.generation,
    kind: verdict.kind,
    fitnessPpm: scored?.fitnessPpm ?? 0,
    broken: scored?.broken.length ?? 0,
    wordErrorPpm: scored?.wordErrorPpm ?? 0,
    freeMiB: scored?.freeMiB ?? 0,
  };
}

function count(log: RunLog, judged: Judged): RunLog {
  const key = judged.candidate.repeatOf === null ? judged.verdict.kind : 'repeats';
  return { ...log, counts: { ...log.counts, [key]: log.counts[key] + 1 } };
}

/** A candidate measured again (another card) replaces its older entry. */
function lead(leaders: readonly Judged[], judged: Judged): readonly Judged[] {
  const others = leaders.filter((leader) => leader.candidate.id !== judged.candidate.id);
  if (judged.verdict.kind !== 'scored') return others;
  const pool = [...others, judged];
  const order = rankTrials(pool.map(summaryOf)).map((trial) => trial.candidateId);
  return order
    .slice(0, leaderCount)
    .flatMap((id) => pool.filter((leader) => leader.candidate.id === id));
}
