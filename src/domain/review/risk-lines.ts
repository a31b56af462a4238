import { configurationWords } from '../configuration-words.ts';
import type { Configuration } from '../space.ts';
import {
  counted,
  objectiveWords,
  pointWords,
  showFitness,
  showObjective,
  showPercent,
  wholeWords,
} from '../words/figures.ts';
import { gravestFirst } from '../words/tone.ts';
import type { Line } from '../words/tone.ts';
import type { Review } from './review.ts';
import type { Neighbour, Risks } from './risks.ts';

/** What could go wrong with the winner, the gravest first. */
export function riskLines(review: Review): readonly Line[] {
  const { risks } = review;
  if (risks === null) return [{ tone: 'note', text: 'Nothing was measured that could be judged.' }];
  const lines = [
    ...confirmationLine(review),
    memoryLine(risks),
    outOfMemoryLine(risks.outOfMemory),
    ...neighbourLines(risks.neighbours),
    ...missedLine(review),
    qualityLine(review),
    samplesLine(risks, review.comparison?.bootNoiseAssumed === true),
    ...droppedLine(risks.dropped),
    ...lossLine(risks.losses),
    ...releaseLine(review.time),
  ];
  return gravestFirst(lines);
}

function confirmationLine({ confirmed, candidate, baseline }: Review): readonly Line[] {
  if (confirmed || candidate?.candidateId === baseline.candidateId) return [];
  return [{ tone: 'bad', text: 'Not confirmed on a fresh boot in production order.' }];
}

/** Below this share of the card's memory a little more load may be too much. */
const narrowPpm = 100_000;

function memoryLine({ freeMiB, totalMiB }: Risks): Line {
  if (freeMiB === null || totalMiB === null || totalMiB === 0) {
    return { tone: 'caution', text: 'Free memory at the peak is not known.' };
  }
  const sharePpm = Math.floor((freeMiB * 1_000_000) / totalMiB);
  const text = `Memory: ${wholeWords(freeMiB)} of ${wholeWords(totalMiB)} MiB free at the peak (${showPercent(sharePpm)}).`;
  return { tone: sharePpm < narrowPpm ? 'caution' : 'good', text };
}

function outOfMemoryLine(found: readonly Configuration[]): Line {
  if (found.length === 0) {
    return { tone: 'good', text: 'Out of memory: no configuration of this run.' };
  }
  return { tone: 'caution', text: `Out of memory in this run: ${listWords(found)}.` };
}

/** How near the edge is: what came of the configurations one step away. */
function neighbourLines(neighbours: readonly Neighbour[]): readonly Line[] {
  if (neighbours.length === 0) {
    return [
      {
        tone: 'caution',
        text: 'Neighbours: none was measured, so how near the edge is, is not known.',
      },
    ];
  }
  const words = neighbours.map(
    ({ configuration, verdict }) => `${configurationWords(configuration)} ${cameWords(verdict)}`,
  );
  const failed = neighbours.some(({ verdict }) => verdict.kind !== 'scored');
  return [{ tone: failed ? 'caution' : 'good', text: `One step away: ${words.join(', ')}.` }];
}

function cameWords(verdict: Neighbour['verdict']): string {
  switch (verdict.kind) {
    case 'scored':
      return `fitness ${showFitness(verdict.fitnessPpm)}`;
    case 'disqualified':
      return disqualifiedWords[verdict.reason];
    case 'infeasible':
      return 'does not fit the card';
    case 'unmeasured':
      return 'not measured';
  }
}

const disqualifiedWords = {
  oom: 'out of memory',
  quality: 'too many word errors',
  instability: 'not stable',
} as const;

function missedLine({ targets }: Review): readonly Line[] {
  const missed = targets.filter(({ met }) => !met);
  if (missed.length === 0) return [];
  const words = missed.map(({ objective, value, target }) => {
    const got = value === null ? 'not measured' : showObjective(objective, value);
    return `${objectiveWords[objective]} (${got}, target ${showObjective(objective, target)})`;
  });
  return [{ tone: 'caution', text: `Target missed: ${words.join(', ')}.` }];
}

function qualityLine({ quality }: Review): Line {
  const { verdict, wordErrorPpm, baselinePpm, marginPpm, minWords } = quality;
  const own = wordErrorPpm === null ? 'not known' : showPercent(wordErrorPpm);
  const other = baselinePpm === null ? 'not known' : showPercent(baselinePpm);
  const figures = `Word errors: ${own}, baseline ${other}`;
  switch (verdict) {
    case 'kept':
      return {
        tone: 'good',
        text: `${figures}; at most ${pointWords(marginPpm)} more are allowed.`,
      };
    case 'worse':
      return { tone: 'bad', text: `${figures}: WORSE by more than ${pointWords(marginPpm)}.` };
    case 'not-decidable':
      return {
        tone: 'caution',
        text: `${figures}: NOT DECIDABLE on fewer than ${minWords} reference words.`,
      };
    case 'no-baseline':
    case null:
      return { tone: 'caution', text: `${figures}: nothing to compare with.` };
  }
}

function samplesLine({ samples }: Risks, isNoiseAssumed: boolean): Line {
  const { boots, turns, stressRequests, badRequests, referenceWords } = samples;
  const text = [
    `Rests on ${counted(boots, 'boot')}${isNoiseAssumed ? ' (their noise assumed)' : ''}`,
    counted(turns, 'voice turn'),
    `${counted(stressRequests, 'stress request')} (${badRequests === 0 ? 'none' : badRequests} bad)`,
    `${counted(referenceWords, 'reference word')}.`,
  ].join(', ');
  return { tone: boots < 2 ? 'caution' : 'note', text };
}

function droppedLine(dropped: readonly Configuration[]): readonly Line[] {
  if (dropped.length === 0) return [];
  return [{ tone: 'caution', text: `The cap left no room for ${listWords(dropped)}.` }];
}

function lossLine(losses: number): readonly Line[] {
  if (losses === 0) return [];
  return [{ tone: 'caution', text: `The GPU session was lost ${counted(losses, 'time')}.` }];
}

function releaseLine({ gpuReleased }: Review['time']): readonly Line[] {
  if (gpuReleased === 'proven') return [];
  return [{ tone: 'caution', text: 'The card was not proven free at the end.' }];
}

/** Some names, and how many more. */
function listWords(configurations: readonly Configuration[]): string {
  const most = 4;
  const shown = configurations.slice(0, most).map(configurationWords).join(', ');
  const rest = configurations.length - most;
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
