import { verdictWords } from '../../domain/verdict-words.ts';
import { fitnessByGeneration, scoredRow } from '../../domain/series/generations.ts';
import { standingOf } from '../../domain/series/standing.ts';
import type { ExperimentView, Row } from '../../domain/view/view.ts';
import { showFitness } from '../../domain/words/figures.ts';
import type { ChartTable, Drawing } from './chart.ts';
import { namedRow, titleOf, tableName } from './words.ts';
import { configurationWords } from '../../domain/configuration-words.ts';
import { fitnessPlot } from './fitness-plot.ts';
import type { Course } from './fitness-plot.ts';

/** Best so far, mean and each candidate, generation by generation. */
export function drawFitness(view: ExperimentView): Drawing {
  const course: Course = {
    view,
    title: titleOf(view, 'Fitness by generation'),
    standing: standingOf(view),
    generations: fitnessByGeneration(view.rows),
    confirmed: view.rows.filter(({ purpose }) => purpose === 'confirm'),
  };
  const isEmpty = course.generations.every(({ scored }) => scored.length === 0);
  return {
    title: course.title,
    description: isEmpty ? 'No candidate has a fitness yet.' : describe(course),
    table: tableOf(course),
    plot: isEmpty ? null : fitnessPlot(course),
  };
}

function describe({ generations, standing, confirmed }: Course): string {
  const { baseline, best, isWinner } = standing;
  const [base] = baseline === null ? [] : scoredRow(baseline);
  const [top] = best === null ? [] : scoredRow(best);
  return [
    `Fitness of each candidate over ${generations.length} generation${generations.length === 1 ? '' : 's'}, with the mean and the best so far.`,
    ...(top === undefined
      ? []
      : [
          `${isWinner ? 'Winner' : 'Best'}: ${namedRow(top.row)} with ${showFitness(top.fitnessPpm)}.`,
        ]),
    ...(base === undefined
      ? []
      : [`Baseline: ${namedRow(base.row)} with ${showFitness(base.fitnessPpm)}.`]),
    ...confirmed
      .flatMap(scoredRow)
      .map(({ row, fitnessPpm }) => `On a fresh boot ${row.id} had ${showFitness(fitnessPpm)}.`),
  ].join(' ');
}

function tableOf({ view, standing, generations }: Course): ChartTable {
  const byNumber = new Map(generations.map((each) => [each.generation, each]));
  return {
    columns: ['Generation', 'Candidate', 'Configuration', 'Outcome', 'Mean', 'Best so far'],
    rows: view.rows.map((row) => {
      const each = row.purpose === 'explore' ? byNumber.get(row.generation) : undefined;
      return [
        row.purpose === 'confirm' ? 'fresh boot' : String(row.generation),
        tableName(standing, row),
        configurationWords(row.configuration),
        outcomeOf(row),
        showPpm(each?.meanPpm),
        showPpm(each?.best?.fitnessPpm),
      ];
    }),
  };
}

function showPpm(ppm: number | null | undefined): string {
  return typeof ppm === 'number' ? showFitness(ppm) : '';
}

function outcomeOf({ verdict, repeatOf }: Row): string {
  if (verdict === null) return 'no verdict yet';
  return repeatOf === null
    ? verdictWords(verdict)
    : `${verdictWords(verdict)}, repeat of ${repeatOf}`;
}
