import { condition, workflowInfo } from '@temporalio/workflow';
import type { Candidate } from '../domain/candidate.ts';
import { orderForRestarts } from '../domain/order.ts';
import { nameCandidates, summaryOf, withVerdict, withoutUnwritten } from '../domain/run-log.ts';
import type { Judged } from '../domain/run-log.ts';
import type { SearchProblem } from '../domain/search.ts';
import { cellOf } from '../domain/space.ts';
import { strategyOf } from '../domain/strategy/index.ts';
import { controlSteps } from './activity-options.ts';
import { isEnding } from './controls.ts';
import { showProgress } from './details.ts';
import { evaluateCandidate, knownVerdict } from './evaluate-candidate.ts';
import { isAffordable } from './plan.ts';
import { repeatOf, takeNext } from './next-candidate.ts';
import { capOf, record } from './run.ts';
import type { Run } from './run.ts';

/** In a long generation the files are written every so many candidates. */
const recordEvery = 20;
const recordLimitMs = 120_000;

/** Measures the production configuration first: everything is compared with it. */
export async function measureBaseline(run: Run): Promise<void> {
  if (run.log.baseline !== null && !run.rebaseline) return;
  run.rebaseline = false;
  const judged = await evaluateCandidate(run, baselineOf(run), 'explore');
  run.log = withVerdict(run.log, judged);
  run.told = [...run.told, summaryOf(judged)];
  showProgress(run);
}

/** The production configuration as candidate `c0` of generation 0. */
export function baselineOf(run: Run): Candidate {
  const { space, baseline } = run.spec;
  return {
    id: 'c0',
    cell: cellOf(space, baseline) ?? 0,
    configuration: baseline,
    generation: 0,
    origin: 'baseline',
    parentIds: [],
    mutations: [],
    repeatOf: null,
  };
}

/** Ask, measure, tell, until the strategy ends, the budget is spent, or a person or the cap ends it. */
export async function searchGenerations(run: Run): Promise<'ended' | 'continue'> {
  for (;;) {
    const isOver = run.queue.length === 0 && !openGeneration(run);
    if (isOver && run.controls.injected.length === 0) return 'ended';
    while (run.queue.length > 0 || run.controls.injected.length > 0) {
      await condition(() => !run.controls.paused || isEnding(run.controls));
      if (isEnding(run.controls)) return 'ended';
      if (mustContinue(run)) return 'continue';
      noteExtension(run);
      if (run.rebaseline) await measureBaseline(run);
      if (!(await evaluateNext(run))) return 'ended';
    }
    await recordGeneration(run);
  }
}

/** A cap that a person raised holds from the next candidate on, and is a record itself. */
export function noteExtension(run: Run): void {
  const capMs = capOf(run);
  if (capMs === run.capMs) return;
  run.capMs = capMs;
  record(run, { kind: 'decision', decision: 'extend', detail: `the cap is ${capMs} ms` });
}

/** Tells what the last generation brought, and asks for the next; false where the search is over. */
function openGeneration(run: Run): boolean {
  if (isEnding(run.controls)) return false;
  const strategy = strategyOf(run.spec.strategy.name);
  const search = strategy.tell(run.log.search, run.told);
  run.told = [];
  const asked = strategy.ask(problemOf(run), search);
  run.log = { ...run.log, search: asked.kind === 'generation' ? asked.state : search };
  if (asked.kind === 'ended') return false;
  if (asked.selection !== null) record(run, { kind: 'selection', ...asked.selection });
  const { generation } = search;
  const [candidates, log] = nameCandidates(run.log, run.spec.space, {
    generation,
    proposals: asked.proposals,
  });
  run.log = log;
  run.queue = orderForRestarts(run.spec.space, candidates, run.running);
  return true;
}

/** Measures the next candidate, an injected one first; false where it does not fit the budget. */
async function evaluateNext(run: Run): Promise<boolean> {
  const candidate = takeNext(run);
  if (candidate === null) return true;
  if (candidate.repeatOf !== null) {
    note(run, repeatOf(run, candidate));
    return true;
  }
  if (knownVerdict(run, candidate) === null && !isAffordable(run, candidate.configuration)) {
    record(run, {
      kind: 'decision',
      decision: 'drop',
      detail: `${candidate.id} and what follows do not fit before the cap`,
    });
    run.queue = [];
    return false;
  }
  const judged = await evaluateCandidate(run, candidate, 'explore');
  run.measuredSinceStart += 1;
  note(run, judged);
  if (run.log.unwritten.length >= recordEvery) await recordGeneration(run);
  return true;
}

function note(run: Run, judged: Judged): void {
  run.log = withVerdict(run.log, judged);
  if (judged.candidate.repeatOf === null) run.told = [...run.told, summaryOf(judged)];
  showProgress(run);
}

/** Hands the records since the last time to the files: a crash before the end leaves them. */
export async function recordGeneration(run: Run): Promise<void> {
  if (run.log.unwritten.length === 0) return;
  const generation = Math.max(0, run.log.search.generation - 1);
  await controlSteps(recordLimitMs, `record generation ${generation}`).recordGeneration({
    experiment: run.spec.experiment,
    folder: run.folder,
    firstRunId: run.firstRunId,
    generation,
    records: run.log.unwritten,
    head: run.log.chain.head,
  });
  run.log = withoutUnwritten(run.log);
}

function problemOf(run: Run): SearchProblem {
  return {
    space: run.spec.space,
    settings: run.spec.strategy,
    baselineCell: baselineOf(run).cell,
    infeasible: run.infeasible,
  };
}

function mustContinue(run: Run): boolean {
  const { continueAfter } = run.spec;
  if (continueAfter !== undefined) return run.measuredSinceStart >= continueAfter;
  return run.measuredSinceStart > 0 && workflowInfo().continueAsNewSuggested;
}
