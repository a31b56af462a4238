import { SearchAttributeType, defineSearchAttributeKey } from '@temporalio/common';
import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { ExperimentResult } from '../contracts/workflows.ts';
import { configurationWords } from '../domain/configuration-words.ts';
import type { Judged } from '../domain/run-log.ts';
import { verdictWords } from '../domain/verdict-words.ts';
import type { Run } from './run.ts';

const attributes = {
  experiment: defineSearchAttributeKey('DreamExperiment', SearchAttributeType.KEYWORD),
  state: defineSearchAttributeKey('DreamState', SearchAttributeType.KEYWORD),
  generation: defineSearchAttributeKey('DreamGeneration', SearchAttributeType.INT),
  fitness: defineSearchAttributeKey('DreamBestFitness', SearchAttributeType.DOUBLE),
  gpu: defineSearchAttributeKey('DreamGpu', SearchAttributeType.KEYWORD),
};

/** Shows where the run stands in Temporal's UI: a table of the leaders, and the search attributes. */
export function showProgress(run: Run, result: ExperimentResult | null = null): void {
  setCurrentDetails(detailsOf(run, result));
  const known = new Set(run.spec.searchAttributes);
  const pairs = attributesOf(run, result).filter((pair) => known.has(pair.key.name));
  if (pairs.length > 0) upsertSearchAttributes(pairs);
}

function detailsOf(run: Run, result: ExperimentResult | null): string {
  const { spec, log } = run;
  const { scored, disqualified, infeasible, unmeasured } = log.counts;
  return [
    `**${spec.experiment}**${spec.simulated ? ' (simulated)' : ''}: ${stateWords(run, result)}`,
    '',
    `generation ${log.search.generation}, ${scored} scored, ${disqualified} disqualified, ${infeasible} infeasible, ${unmeasured} unmeasured`,
    '',
    '| candidate | configuration | verdict |',
    '| --- | --- | --- |',
    ...log.leaders.map(row),
    ...(result === null ? [] : ['', result.sentence]),
  ].join('\n');
}

function row({ candidate, verdict }: Judged): string {
  return `| ${candidate.id} | ${configurationWords(candidate.configuration)} | ${verdictWords(verdict)} |`;
}

function stateWords(run: Run, result: ExperimentResult | null): string {
  if (result !== null) return result.state;
  if (run.startedMs !== null) return run.controls.paused ? 'paused' : 'measuring';
  return run.desk.grant === null ? 'waiting for the GPU' : 'preparing';
}

function attributesOf(run: Run, result: ExperimentResult | null): SearchAttributeUpdatePair[] {
  const best = run.log.leaders[0]?.verdict;
  const fitness = best?.kind === 'scored' ? best.fitnessPpm / 1_000_000 : null;
  return [
    { key: attributes.experiment, value: run.spec.experiment },
    { key: attributes.state, value: result?.state ?? 'running' },
    { key: attributes.generation, value: run.log.search.generation },
    { key: attributes.fitness, value: fitness },
    { key: attributes.gpu, value: run.desk.grant?.card ?? null },
  ];
}
