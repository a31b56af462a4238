import type { Report, TrialLine } from '../../contracts/report.ts';
import { configurationWords } from '../../domain/configuration-words.ts';
import { verdictWords } from '../../domain/verdict-words.ts';
import { showCapacity, showFitness, showMs, showPercent } from '../../domain/words/figures.ts';

/** A table as text, for every form of the report. */
export type Table = {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

/** Every trial with its figures, its ancestry and its record. */
export function trialTable({ trials, review }: Report): Table {
  return {
    columns: [
      'candidate',
      'gen',
      'configuration',
      'STT ms',
      'LLM ms',
      'turns',
      'verdict',
      'from',
      'record',
    ],
    rows: trials.map((trial) => [
      nameOf(trial, review),
      String(trial.generation),
      configurationWords(trial.configuration),
      showMs(trial.sttLatencyUs),
      showMs(trial.llmLatencyUs),
      showCapacity(trial.capacity),
      trial.verdict === null ? 'no verdict' : verdictWords(trial.verdict),
      ancestryWords(trial),
      trial.record === null ? '' : `${trial.record.seq} ${trial.record.hash.slice(0, 12)}`,
    ]),
  };
}

function nameOf(
  { candidateId, purpose }: TrialLine,
  { baseline, candidate }: Report['review'],
): string {
  const roles = [
    candidateId === baseline.candidateId ? 'baseline' : '',
    candidateId === candidate?.candidateId && candidateId !== baseline.candidateId ? 'winner' : '',
    purpose === 'confirm' ? 'fresh boot' : '',
  ].filter(Boolean);
  return roles.length === 0 ? candidateId : `${candidateId} (${roles.join(', ')})`;
}

function ancestryWords({ origin, parentIds, repeatOf }: TrialLine): string {
  const parents = parentIds.length === 0 ? '' : ` of ${parentIds.join(' and ')}`;
  const again = repeatOf === null ? '' : `, repeat of ${repeatOf}`;
  return `${origin ?? 'not recorded'}${parents}${again}`;
}

/** Best and mean fitness, generation by generation. */
export function generationTable({ generations }: Report): Table {
  const fitness = (ppm: number | null): string => (ppm === null ? '-' : showFitness(ppm));
  return {
    columns: [
      'gen',
      'candidates',
      'of them repeats',
      'scored',
      'best',
      'best fitness',
      'mean fitness',
    ],
    rows: generations.map((line) => [
      String(line.generation),
      String(line.candidates),
      String(line.repeats),
      String(line.scored),
      line.bestCandidateId ?? '-',
      fitness(line.bestFitnessPpm),
      fitness(line.meanFitnessPpm),
    ]),
  };
}

/** Word errors of every STT model, as preparation found them. */
export function modelTable({ models }: Report): Table {
  return {
    columns: ['speech model', 'word error rate', 'reference words'],
    rows: models.map(({ model, wordErrorPpm, referenceWords }) => [
      model,
      wordErrorPpm === null ? 'not known' : showPercent(wordErrorPpm),
      String(referenceWords),
    ]),
  };
}

/** Why trials have no fitness: the evidence of each, as its engine said it. */
export function evidenceTable({ trials }: Report): Table {
  return {
    columns: ['candidate', 'configuration', 'verdict', 'evidence'],
    rows: trials.flatMap(({ candidateId, configuration, verdict, repeatOf }) =>
      verdict === null || verdict.kind === 'scored' || repeatOf !== null
        ? []
        : [
            [
              candidateId,
              configurationWords(configuration),
              verdictWords(verdict),
              verdict.evidence,
            ],
          ],
    ),
  };
}
