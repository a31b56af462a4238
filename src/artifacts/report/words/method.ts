import type { Report } from '../../../contracts/report.ts';
import { configurationWords } from '../../../domain/configuration-words.ts';
import type { Objective } from '../../../domain/objective.ts';
import type { Knob } from '../../../domain/space.ts';
import {
  objectiveWords,
  showObjective,
  showPercent,
  showSeconds,
} from '../../../domain/words/figures.ts';
import { counted, wholeWords } from '../../../domain/words/figures.ts';
import { loadWords } from './provenance.ts';

/** What the run was asked. */
export function questionWords({ review, experiment }: Report): string {
  const { run, baseline } = review;
  const baselineName = configurationWords(baseline.configuration);
  return `Which of ${counted(experiment.configurations, 'configuration')} of ${experiment.knobs.map(knobWords).join(' and ')} lets the engines of profile ${run.engines} share one card best, and is it better than what runs today, ${baselineName}?`;
}

function knobWords({ name, values }: Knob): string {
  const most = 6;
  if (values.length <= most) return `${name} (${values.join(', ')})`;
  return `${name} (${values.length} values from ${values[0]} to ${values.at(-1)})`;
}

/** How it was found out, step by step. */
export function methodLines({ review, experiment }: Report): readonly string[] {
  const { run, workload, time, counts } = review;
  const order = experiment.productionOrder.map((role) => engineNames[role]).join(', then ');
  return [
    `Each configuration was started as the servers of the engine profile, one at a time, alone on the card, and asked what it really runs. Preparation took ${showSeconds(time.prepareMs)} and does not count against the cap.`,
    `Load: ${loadWords(review)}, ${counted(workload.referenceTurns, 'turn')} for the latencies; then rungs up to ${workload.ceilingConcurrency} at once for the capacity, then stress: both servers loaded at that ceiling, neither waiting for the other.`,
    `Search: ${run.strategy} with seed ${run.seed}; ${counted(experiment.generations, 'generation')} asked for. ${countWords(counts)}.`,
    `Fitness: ${experiment.objectives.map(objectiveLine).join('; ')}. Out of memory, worse word errors or an unstable server disqualify before any fitness counts.`,
    `Confirmation: the best and the baseline, each on a fresh boot in production order (${order}). Better or worse only where the 95 % interval of the difference excludes zero and the difference is at least 0.02.`,
  ];
}

const engineNames = { llm: 'text (LLM)', stt: 'speech (STT)' } as const;

/** How many verdicts of each kind. */
export function countWords(counts: Report['review']['counts']): string {
  const { repeats, ...verdicts } = counts;
  const found = Object.entries(verdicts).filter(([, count]) => count > 0);
  const words = found.map(([kind, count]) => `${wholeWords(count)} ${kind}`).join(', ');
  return `Verdicts: ${words || 'none'}; ${counted(repeats, 'repeat')} of an earlier trial`;
}

function objectiveLine(objective: Objective): string {
  return `${objectiveWords[objective.name]} ${showPercent(objective.weightPpm)} (${pointWords(objective)})`;
}

/** What each value is worth, from the configured points. */
function pointWords({ name, points }: Objective): string {
  const words = points.map(([value, ppm]) => `${showObjective(name, value)} = ${ppm / 1_000_000}`);
  return words.join(', ');
}

/** Commands that repeat it; they need the same configuration folder. */
export function repeatCommands({ review }: Report): readonly RepeatCommand[] {
  const { run, candidate } = review;
  const again: RepeatCommand = {
    what: 'the run, with the same question, draws and load',
    command: `dream run --experiment ${run.experiment} --engines ${run.engines} --seed ${run.seed}`,
  };
  if (candidate === null) return [again, verifyCommand(run.runId)];
  const trial: RepeatCommand = {
    what: `the trial of ${configurationWords(candidate.configuration)} by hand`,
    command: `dream show ${run.runId} --candidate ${candidate.candidateId} --reproduce`,
  };
  return [again, trial, verifyCommand(run.runId)];
}

export type RepeatCommand = { readonly what: string; readonly command: string };

function verifyCommand(runId: string): RepeatCommand {
  return { what: 'the check of its files', command: `dream lineage verify ${runId}` };
}
