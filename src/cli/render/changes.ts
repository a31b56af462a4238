import { configurationWords } from '../../domain/configuration-words.ts';
import type { ExperimentView, Row } from '../../domain/view/view.ts';
import { fitnessCell, phaseWords, rowWords } from './row-words.ts';
import { showCapacity, showMs } from '../../domain/words/figures.ts';
import { showClock } from './clock.ts';

/** One timestamped line for each change between two views: what a log shows instead of a table. */
export function changesBetween(before: ExperimentView, after: ExperimentView): readonly string[] {
  const at = showClock(after.nowMs);
  return [
    ...phaseChange(before, after),
    ...after.rows.flatMap((row) => rowChange(before, row)),
    ...after.decisions.slice(before.decisions.length),
    ...(after.losses > before.losses ? ['the GPU session was lost, asking again'] : []),
    ...(after.taskFailure !== null && after.taskFailure !== before.taskFailure
      ? [`the workflow is stuck: ${after.taskFailure}`]
      : []),
  ].map((line) => `${at} ${line}`);
}

function phaseChange(before: ExperimentView, after: ExperimentView): readonly string[] {
  const words = phaseWords(after);
  return words === phaseWords(before) && after.runId === before.runId ? [] : [words];
}

function rowChange(before: ExperimentView, row: Row): readonly string[] {
  const old = before.rows.findLast(({ id, purpose }) => id === row.id && purpose === row.purpose);
  if (old === row || (old?.step === row.step && old.round === row.round)) return [];
  const again = row.purpose === 'confirm' ? ' again' : '';
  return [
    `${row.id}${again} ${configurationWords(row.configuration)}: ${rowWords(row)}${figures(row)}`,
  ];
}

function figures(row: Row): string {
  if (row.step === 'measured') {
    const { sttLatencyUs, llmLatencyUs, capacity } = row;
    return `, STT ${showMs(sttLatencyUs)} ms, LLM ${showMs(llmLatencyUs)} ms, capacity ${showCapacity(capacity)}`;
  }
  const fitness = fitnessCell(row.verdict);
  return fitness === '' ? '' : `, fitness ${fitness}`;
}
