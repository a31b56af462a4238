import { canonicalJson } from '../canonical.ts';
import type { HashedRecord, LineageRecord, VerdictRecord } from '../lineage-record.ts';
import { summaryOf } from '../run-log.ts';
import type { Asked, Proposal, SearchProblem, SearchState, TrialSummary } from '../search.ts';
import { cellOf } from '../space.ts';
import type { Space } from '../space.ts';
import { startSearch, strategyOf } from '../strategy/index.ts';
import type { Finding } from './finding.ts';

/** The search of a run, without the cells that its own `plan` record keeps out. */
export type SearchRules = Omit<SearchProblem, 'infeasible'>;

/**
 * Runs the search again from the recorded seed over the recorded verdicts: every generation must
 * hold exactly the proposals and the selection that the strategy makes, except for what a cap or a
 * person cut off. Expects a chain that `verifyChain` found whole; null where it has no `plan` record.
 */
export function rederive(
  records: readonly HashedRecord[],
  rules: SearchRules,
): readonly Finding[] | null {
  const genesis = records.find(({ record }) => record.kind === 'genesis')?.record;
  const hasPlan = records.some(({ record }) => record.kind === 'plan');
  if (genesis?.kind !== 'genesis' || !hasPlan) return null;
  const start: Replay = {
    problem: { ...rules, infeasible: [] },
    state: startSearch(genesis.seed),
    told: [],
    due: new Map(),
    nextCandidate: 1,
    isCut: false,
    findings: [],
  };
  return records.reduce((replay, { record }) => replayRecord(replay, record), start).findings;
}

/** A search while it is run again; `due` are the proposals of the open generation without a verdict. */
type Replay = {
  readonly problem: SearchProblem;
  readonly state: SearchState;
  readonly told: readonly TrialSummary[];
  readonly due: ReadonlyMap<string, Proposal>;
  readonly nextCandidate: number;
  readonly isCut: boolean;
  readonly findings: readonly Finding[];
};

function replayRecord(replay: Replay, record: LineageRecord): Replay {
  switch (record.kind) {
    case 'verdict':
      return record.purpose === 'confirm' ? replay : replayVerdict(replay, record);
    case 'selection': {
      const { v: _v, seq, prev: _prev, kind: _kind, ...selection } = record;
      const [opened, asked] = open(replay, seq);
      const again = asked.kind === 'generation' ? asked.selection : null;
      return compareWith(opened, { seq, what: 'selection', expected: again, got: selection });
    }
    case 'plan': {
      const infeasible = [...new Set([...record.infeasible, ...record.dropped])];
      return { ...replay, problem: { ...replay.problem, infeasible } };
    }
    case 'decision':
      return record.decision === 'inject' || record.decision === 'extend'
        ? replay
        : { ...replay, isCut: true };
    case 'final':
      return replayEnd(replay, record.seq, record.state);
    case 'genesis':
    case 'session':
      return replay;
  }
}

function replayVerdict(replay: Replay, record: VerdictRecord & LineageRecord): Replay {
  switch (record.origin) {
    case 'baseline':
      return tell(replay, record);
    case 'injected':
      return inject(tell(replay, record), record);
    case 'initial':
    case 'elite':
    case 'child':
    case 'random':
    case 'grid':
      return replayProposal(replay, record);
  }
}

function replayProposal(replay: Replay, record: VerdictRecord & LineageRecord): Replay {
  const isNext = record.generation >= replay.state.generation;
  const [opened] = isNext ? open(replay, record.seq) : [replay];
  const { seq, candidateId } = record;
  const got = { generation: record.generation, ...proposalOf(record, opened.problem.space) };
  const proposal = opened.due.get(candidateId);
  const expected =
    proposal === undefined ? null : { generation: opened.state.generation - 1, ...proposal };
  const due = new Map(opened.due);
  due.delete(candidateId);
  const told = record.repeatOf === null ? tell({ ...opened, due }, record) : { ...opened, due };
  return compareWith(told, { seq, what: 'proposal', expected, got });
}

/** Asks for the next generation; what the last one still owed is missing, unless it was cut. */
function open(replay: Replay, seq: number): readonly [Replay, Asked] {
  const closed = missing(replay, seq);
  const strategy = strategyOf(replay.problem.settings.name);
  const state = strategy.tell(closed.state, closed.told);
  const asked = strategy.ask(closed.problem, state);
  if (asked.kind === 'ended') {
    const more = { seq, what: 'generation', expected: asked.reason, got: 'a generation' } as const;
    const next = { ...state, generation: state.generation + 1 };
    return [{ ...closed, state: next, told: [], findings: [...closed.findings, more] }, asked];
  }
  const named = asked.proposals.map(
    (proposal, index) => [`c${closed.nextCandidate + index}`, proposal] as const,
  );
  const nextCandidate = closed.nextCandidate + named.length;
  return [{ ...closed, state: asked.state, told: [], due: new Map(named), nextCandidate }, asked];
}

/** An injected candidate takes the next number, and the place of a proposal of the same cell. */
function inject(replay: Replay, record: VerdictRecord): Replay {
  const cell = cellOf(replay.problem.space, record.configuration);
  const due = [...replay.due].filter(([, proposal]) => proposal.cell !== cell);
  return { ...replay, due: new Map(due), nextCandidate: replay.nextCandidate + 1 };
}

function replayEnd(replay: Replay, seq: number, state: string): Replay {
  if (replay.isCut || state === 'failed') return replay;
  const closed = missing(replay, seq);
  const strategy = strategyOf(closed.problem.settings.name);
  const asked = strategy.ask(closed.problem, strategy.tell(closed.state, closed.told));
  if (asked.kind === 'ended') return closed;
  const early = { seq, what: 'generation', expected: 'one more', got: 'the end' } as const;
  return { ...closed, findings: [...closed.findings, early] };
}

function missing(replay: Replay, seq: number): Replay {
  if (replay.due.size === 0) return replay;
  const expected = `verdicts on ${[...replay.due.keys()].join(', ')}`;
  const finding = { seq, what: 'proposal', expected, got: 'none' } as const;
  return { ...replay, due: new Map(), findings: [...replay.findings, finding] };
}

function tell(replay: Replay, record: VerdictRecord): Replay {
  const { candidateId: id, purpose, verdict, ...rest } = record;
  const cell = cellOf(replay.problem.space, record.configuration) ?? -1;
  const summary = summaryOf({ candidate: { ...rest, id, cell }, purpose, verdict, boots: [] });
  return { ...replay, told: [...replay.told, summary] };
}

function proposalOf(record: VerdictRecord, space: Space): Proposal {
  const { origin, parentIds, mutations, repeatOf } = record;
  const cell = cellOf(space, record.configuration) ?? -1;
  return { cell, origin, parentIds, mutations, repeatOf };
}

function compareWith(
  replay: Replay,
  pair: {
    readonly seq: number;
    readonly what: Finding['what'];
    readonly expected: Parameters<typeof canonicalJson>[0];
    readonly got: Parameters<typeof canonicalJson>[0];
  },
): Replay {
  const { seq, what } = pair;
  const expected = canonicalJson(pair.expected);
  const got = canonicalJson(pair.got);
  if (expected === got) return replay;
  return { ...replay, findings: [...replay.findings, { seq, what, expected, got }] };
}
