import type { GenerationLine, ModelLine, TrialLine } from '../../contracts/report.ts';
import { wordErrorPpm } from '../../domain/quality.ts';
import type { PreparedView, Row } from '../../domain/view/view.ts';

/** Every trial of a run, in the order of its history. */
export function trialLines(rows: readonly Row[]): readonly TrialLine[] {
  return rows.map((row) => ({
    candidateId: row.id,
    purpose: row.purpose,
    generation: row.generation,
    origin: row.origin,
    parentIds: row.parentIds,
    repeatOf: row.repeatOf,
    configuration: row.configuration,
    verdict: row.verdict,
    sttLatencyUs: row.sttLatencyUs,
    llmLatencyUs: row.llmLatencyUs,
    capacity: row.capacity,
    record: row.record,
  }));
}

/** The generations with their best and mean fitness; confirmations belong to none. */
export function generationLines(rows: readonly Row[]): readonly GenerationLine[] {
  const explored = rows.filter(({ purpose }) => purpose === 'explore');
  const generations = [...new Set(explored.map(({ generation }) => generation))];
  return generations
    .toSorted((one, other) => one - other)
    .map((generation) =>
      lineOf(
        generation,
        explored.filter((row) => row.generation === generation),
      ),
    );
}

function lineOf(generation: number, rows: readonly Row[]): GenerationLine {
  const scored = rows.flatMap(({ id, verdict }) =>
    verdict?.kind === 'scored' ? [{ id, fitnessPpm: verdict.fitnessPpm }] : [],
  );
  const [best] = scored.toSorted((one, other) => other.fitnessPpm - one.fitnessPpm);
  const sum = scored.reduce((total, { fitnessPpm }) => total + fitnessPpm, 0);
  return {
    generation,
    candidates: rows.length,
    repeats: rows.filter(({ repeatOf }) => repeatOf !== null).length,
    scored: scored.length,
    bestCandidateId: best?.id ?? null,
    bestFitnessPpm: best?.fitnessPpm ?? null,
    meanFitnessPpm: scored.length === 0 ? null : Math.round(sum / scored.length),
  };
}

/** Word error rate of each STT model, as preparation found it. */
export function modelLines(prepared: PreparedView | null): readonly ModelLine[] {
  return Object.entries(prepared?.words ?? {}).map(([model, words]) => ({
    model,
    referenceWords: words.words,
    wordErrorPpm: wordErrorPpm(words),
  }));
}
