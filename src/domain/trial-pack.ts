import type { TrialSummary } from './search.ts';

/** A trial as integers: candidate number, cell, generation, kind, fitness, broken, word error, free. */
export type PackedTrial = readonly number[];

const kinds = ['scored', 'disqualified', 'infeasible', 'unmeasured'] as const;

/** Compact form for continue-as-new: about 40 bytes of JSON a trial. */
export function packTrials(trials: readonly TrialSummary[]): readonly PackedTrial[] {
  return trials.map((trial) => [
    Number(trial.candidateId.slice(1)),
    trial.cell,
    trial.generation,
    kinds.indexOf(trial.kind),
    trial.fitnessPpm,
    trial.broken,
    trial.wordErrorPpm,
    trial.freeMiB,
  ]);
}

/** The trials again; the inverse of `packTrials`. */
export function unpackTrials(packed: readonly PackedTrial[]): readonly TrialSummary[] {
  return packed.map((numbers) => {
    const [id = 0, cell = 0, generation = 0, kind = 0, fitnessPpm = 0] = numbers;
    const [broken = 0, wordErrorPpm = 0, freeMiB = 0] = numbers.slice(5);
    return {
      candidateId: `c${id}`,
      cell,
      generation,
      kind: kinds[kind] ?? 'unmeasured',
      fitnessPpm,
      broken,
      wordErrorPpm,
      freeMiB,
    };
  });
}
