import type { Environment, GenerationInput, PublishInput } from '../../src/contracts/activities.ts';
import type { RunHistory } from '../../src/contracts/history.ts';
import type { ExperimentResult } from '../../src/contracts/workflows.ts';
import { loadLandscape } from '../../src/config/load-landscape.ts';
import { loadProfile } from '../../src/config/load-profile.ts';
import { resolveExperiment } from '../../src/config/resolve-experiment.ts';
import type { Candidate } from '../../src/domain/candidate.ts';
import { feasibility, infeasibleCells } from '../../src/domain/feasibility.ts';
import { judge } from '../../src/domain/judge.ts';
import type { Observations } from '../../src/domain/observation.ts';
import { decide } from '../../src/domain/outcome.ts';
import { planBudget } from '../../src/domain/planner.ts';
import { nameCandidates, startLog, summaryOf, withEntry } from '../../src/domain/run-log.ts';
import { withVerdict, withoutUnwritten } from '../../src/domain/run-log.ts';
import type { Judged, RunLog } from '../../src/domain/run-log.ts';
import { cellOf, configurationKey, modelOf } from '../../src/domain/space.ts';
import type { Configuration } from '../../src/domain/space.ts';
import { strategyOf } from '../../src/domain/strategy/index.ts';
import { createHistory } from './history-maker.ts';
import type { HistoryMaker } from './history-maker.ts';

const profile = loadProfile({ configDir: 'config', name: 'recorded' });
if (profile.kind === 'invalid' || profile.value.profile.kind !== 'recorded') {
  throw new Error('the recorded profile cannot be loaded');
}
const landscape = loadLandscape('config', profile.value.profile);
const resolved = resolveExperiment({
  configDir: 'config',
  input: { engines: 'recorded' },
  namespaceAttributes: [],
});
if (resolved.kind === 'invalid' || landscape.kind === 'invalid') {
  throw new Error('the default experiment cannot be resolved');
}

export const spec = resolved.value;
const { words, cells } = landscape.value;
const { weightsMiB, overheadMiB } = spec.memory;
const problem = {
  space: spec.space,
  settings: spec.strategy,
  baselineCell: cellOf(spec.space, spec.baseline) ?? 0,
  infeasible: infeasibleCells(spec.space, spec.memory),
};

export const workflowId = 'spica_gpu_allocation-2026-11-22-0001';
export const firstRunId = '0198f7aa-0000-7000-8000-000000000001';
const folder = workflowId;

const environment: Environment = {
  host: 'box',
  card: landscape.value.card,
  driver: landscape.value.driver,
  engines: landscape.value.engines,
  versions: { landscape: landscape.value.name },
  simulated: true,
  digest: 'e'.repeat(64),
};

export type ExampleRun = {
  readonly generations: readonly GenerationInput[];
  readonly input: PublishInput;
  /** The history when `publishArtifacts` was asked for, and after the close. */
  readonly open: readonly RunHistory[];
  readonly closed: readonly RunHistory[];
  /** Ended from outside after two generations. */
  readonly terminated: readonly RunHistory[];
};

/** A whole run over the recorded landscape, as the workflow does it, with its history. */
export function exampleRun(): ExampleRun {
  const history = createHistory(firstRunId);
  history.step('resolveSpec', 'resolve', {}, { spec, folder });
  history.step('prepare', 'prepare.1', {}, { words, weightsMiB, overheadMiB, environment });
  const generations: GenerationInput[] = [];
  let log = startLog(spec.seed, {
    kind: 'genesis',
    specDigest: spec.digest,
    workloadDigest: spec.workloadDigest,
    seed: spec.seed,
    strategy: spec.strategy.name,
  });
  log = withEntry(log, { kind: 'plan', infeasible: problem.infeasible, dropped: [] });
  const first = measure(history, baseline, 'explore');
  log = withVerdict(log, first);
  let told = [summaryOf(first)];
  const flush = (generation: number) => {
    const input = {
      experiment: spec.experiment,
      folder,
      firstRunId,
      generation,
      records: log.unwritten,
      head: log.chain.head,
    };
    generations.push(input);
    history.step('recordGeneration', `record.${generation}`, input, null);
    log = withoutUnwritten(log);
  };
  let terminated: readonly RunHistory[] = [];
  const strategy = strategyOf(spec.strategy.name);
  for (let generation = 0; ; generation += 1) {
    const search = strategy.tell(log.search, told);
    const asked = strategy.ask(problem, search);
    log = { ...log, search: asked.kind === 'generation' ? asked.state : search };
    told = [];
    if (asked.kind === 'ended') break;
    if (asked.selection !== null) log = withEntry(log, { kind: 'selection', ...asked.selection });
    const [candidates, named] = nameCandidates(log, spec.space, { ...asked, generation });
    log = named;
    for (const candidate of candidates) {
      const judged =
        candidate.repeatOf === null
          ? measure(history, candidate, 'explore')
          : repeat(log, candidate);
      log = withVerdict(log, judged);
      if (candidate.repeatOf === null) told.push(summaryOf(judged));
    }
    flush(generation);
    if (generation === 1) terminated = history.terminated();
  }
  const best = log.leaders[0] ?? first;
  log = withVerdict(log, measure(history, best.candidate, 'confirm'));
  const decision = decide({ kind: 'unconfirmed', best, why: 'made by hand' }, first);
  log = withEntry(log, {
    kind: 'final',
    state: 'completed',
    outcome: decision.outcome,
    winnerId: best.candidate.id,
    trials: 14,
  });
  flush(4);
  const result = resultOf(log, { first, best, sentence: decision.sentence });
  const input = { workflowId, firstRunId, folder, spec, result, environment };
  history.ask('publishArtifacts', 'publish', input);
  const open = history.chain();
  history.complete(result);
  return { generations, input, open, closed: history.chain(), terminated };
}

const baseline: Candidate = {
  id: 'c0',
  cell: problem.baselineCell,
  configuration: spec.baseline,
  generation: 0,
  origin: 'baseline',
  parentIds: [],
  mutations: [],
  repeatOf: null,
};

function measure(history: HistoryMaker, candidate: Candidate, purpose: Judged['purpose']): Judged {
  const arithmetic = feasibility(spec.memory, candidate.configuration);
  if (arithmetic.kind === 'infeasible') {
    return { candidate, purpose, verdict: arithmetic, boots: [] };
  }
  const confirm = purpose === 'confirm' ? '.confirm' : '';
  const { id, cell, configuration } = candidate;
  const input = { token: 't', candidate: { id, cell, configuration }, trial: 1 };
  const step = (name: string, result: unknown) =>
    history.step(name, `${id}${confirm}.${name}.1`, input, result);
  const { apply, stt, llm, capacity, gpu } = recordedOf(candidate.configuration);
  step('applyConfiguration', apply);
  const rules = {
    objectives: spec.objectives,
    quality: spec.quality,
    baselineWords:
      candidate.origin === 'baseline'
        ? ('self' as const)
        : (words[modelOf(spec.space, spec.baseline)] ?? null),
  };
  if (apply.kind === 'refused') {
    return {
      candidate,
      purpose,
      verdict: judge(rules, { kind: 'fault', fault: apply.fault }),
      boots: [],
    };
  }
  if (purpose === 'explore') {
    step('probeStt', { ...stt, tookMs: 5_000 });
    step('probeLlm', { ...llm, tookMs: 5_000 });
  }
  step('probeCapacity', { ...capacity, tookMs: 5_000 });
  if (capacity?.kind === 'fault') {
    return { candidate, purpose, verdict: judge(rules, capacity), boots: [] };
  }
  step('sampleGpu', gpu);
  if (stt?.kind !== 'observed' || llm?.kind !== 'observed' || !capacity || !gpu) {
    throw new Error('the landscape lacks an answer');
  }
  const observations: Observations = {
    applied: apply,
    stt: stt.observation,
    llm: llm.observation,
    capacity: capacity.observation,
    gpu,
  };
  const counted = words[modelOf(spec.space, candidate.configuration)] ?? stt.observation.words;
  const verdict = judge(rules, { kind: 'observed', observations, words: counted });
  return { candidate, purpose, verdict, boots: [observations] };
}

function recordedOf(configuration: Configuration) {
  const key = configurationKey(configuration);
  const [trial] = cells.find((each) => configurationKey(each.configuration) === key)?.repeats ?? [];
  if (trial === undefined) throw new Error(`no recorded trial of ${key}`);
  return trial;
}

function repeat(log: RunLog, candidate: Candidate): Judged {
  const first = log.leaders.find((leader) => leader.candidate.id === candidate.repeatOf);
  if (first === undefined) throw new Error('the elite is among the leaders');
  return { candidate, purpose: 'explore', verdict: first.verdict, boots: [] };
}

function resultOf(
  log: RunLog,
  told: { readonly first: Judged; readonly best: Judged; readonly sentence: string },
): ExperimentResult {
  const { first, best, sentence } = told;
  return {
    experiment: spec.experiment,
    state: 'completed',
    outcome: 'unconfirmed',
    sentence,
    winner: best.candidate,
    baseline,
    baselineVerdict: first.verdict,
    winnerVerdict: best.verdict,
    confirmed: false,
    comparison: null,
    ties: [],
    tieSentence: null,
    counts: log.counts,
    leaders: log.leaders.map(({ candidate, purpose, verdict }) => ({
      candidate,
      purpose,
      verdict,
    })),
    plan: planBudget({ ...problem, costs: spec.costs, budget: spec.budget }),
    simulated: spec.simulated,
    specDigest: spec.digest,
    lineageHead: log.chain.head,
    lineageLength: log.chain.seq,
    prepareMs: 1_000,
    usedMs: 60_000,
    capMs: spec.budget.capMs,
    boots: 5,
    gpuReleased: 'proven',
    why: '',
    folder,
  };
}
