import { describe, expect, test } from 'vitest';
import { riskLines } from '../../../src/domain/review/risk-lines.ts';
import type { Review } from '../../../src/domain/review/review.ts';
import type { Risks } from '../../../src/domain/review/risks.ts';
import { toneWords } from '../../../src/domain/words/tone.ts';
import { baseline, review, winner } from '../promotion/proposals.ts';

const told = (more: Partial<Risks>, rest: Partial<Review> = {}): readonly string[] => {
  if (review.risks === null) throw new Error('no risks');
  const changed = { ...review, ...rest, risks: { ...review.risks, ...more } };
  return riskLines(changed).map(({ tone, text }) => `${toneWords[tone]}: ${text}`);
};

describe('the risks in words', () => {
  test('are all that the run saw, the gravest first', () => {
    expect(told({})).toEqual([
      'caution: Out of memory in this run: 60 % / small.',
      'caution: One step away: 60 % / small out of memory, 55 % / base fitness 0.709.',
      'caution: Target missed: voice turns at once (6 turns, target 8 turns).',
      'note: Rests on 2 boots (their noise assumed), 32 voice turns, 214 stress requests (none bad), 611 reference words.',
      'good: Memory: 1,850 of 12,288 MiB free at the peak (15.1 %).',
      'good: Word errors: 4.9 %, baseline 4.9 %; at most 2 points more are allowed.',
    ]);
  });

  test('are unknown where nothing was measured', () => {
    expect(riskLines({ ...review, risks: null })).toEqual([
      { tone: 'note', text: 'Nothing was measured that could be judged.' },
    ]);
  });

  test('begin with a winner that was not confirmed; of a baseline that stays none is asked', () => {
    const gone = told({}, { confirmed: false });
    expect(gone[0]).toBe('bad: Not confirmed on a fresh boot in production order.');
    const kept = told({}, { confirmed: false, candidate: review.baseline });
    expect(kept.join()).not.toContain('Not confirmed');
  });

  test.each([
    [{ freeMiB: null }, 'caution: Free memory at the peak is not known.'],
    [{ totalMiB: null }, 'caution: Free memory at the peak is not known.'],
    [{ totalMiB: 0 }, 'caution: Free memory at the peak is not known.'],
    [{ freeMiB: 1_000 }, 'caution: Memory: 1,000 of 12,288 MiB free at the peak (8.1 %).'],
    [{ outOfMemory: [] }, 'good: Out of memory: no configuration of this run.'],
    [
      { outOfMemory: [baseline, winner, baseline, winner, winner] },
      'caution: Out of memory in this run: 50 % / small, 55 % / small, 50 % / small, 55 % / small and 1 more.',
    ],
    [{ dropped: [baseline] }, 'caution: The cap left no room for 50 % / small.'],
    [{ losses: 1 }, 'caution: The GPU session was lost 1 time.'],
    [
      { neighbours: [] },
      'caution: Neighbours: none was measured, so how near the edge is, is not known.',
    ],
  ] as const)('of %j say %s', (more, line) => {
    expect(told(more)).toContain(line);
  });

  test.each([
    [{ kind: 'disqualified', reason: 'quality', evidence: '' }, 'too many word errors'],
    [{ kind: 'disqualified', reason: 'instability', evidence: '' }, 'not stable'],
    [{ kind: 'infeasible', evidence: '' }, 'does not fit the card'],
    [{ kind: 'unmeasured', cause: 'cap', evidence: '' }, 'not measured'],
  ] as const)('tell a neighbour that is %j as %s', (verdict, words) => {
    const lines = told({ neighbours: [{ configuration: baseline, verdict }] });
    expect(lines).toContain(`caution: One step away: 50 % / small ${words}.`);
  });

  test('are good where every neighbour was scored', () => {
    const neighbours = (review.risks?.neighbours ?? []).filter(
      ({ verdict }) => verdict.kind === 'scored',
    );
    expect(told({ neighbours })).toContain('good: One step away: 55 % / base fitness 0.709.');
  });

  test('name a target whose figure is missing', () => {
    const targets = review.targets.map((line) => ({ ...line, met: false, value: null }));
    expect(told({}, { targets }).join()).toContain('voice turns at once (not measured, target 8');
    const met = review.targets.map((line) => ({ ...line, met: true }));
    expect(told({}, { targets: met }).join()).not.toContain('Target missed');
  });

  test.each([
    ['worse', 'bad', 'WORSE by more than 2 points'],
    ['not-decidable', 'caution', 'NOT DECIDABLE on fewer than 500 reference words'],
    ['no-baseline', 'caution', 'nothing to compare with'],
    [null, 'caution', 'nothing to compare with'],
  ] as const)('tell a quality that is %s as %s', (verdict, tone, words) => {
    const quality = { ...review.quality, verdict };
    const [line] = told({}, { quality }).filter((each) => each.includes('Word errors'));
    expect(line).toContain(`${tone}: `);
    expect(line).toContain(words);
  });

  test('tell word errors that are not known, and a margin of one point', () => {
    const quality = {
      ...review.quality,
      wordErrorPpm: null,
      baselinePpm: null,
      marginPpm: 10_000,
    };
    expect(told({}, { quality })).toContain(
      'good: Word errors: not known, baseline not known; at most 1 point more are allowed.',
    );
  });

  test('tell samples of one boot as a caution, and bad requests by their number', () => {
    const samples = { boots: 1, turns: 1, stressRequests: 2, badRequests: 1, referenceWords: 1 };
    expect(told({ samples }, { comparison: null })).toContain(
      'caution: Rests on 1 boot, 1 voice turn, 2 stress requests (1 bad), 1 reference word.',
    );
  });

  test('tell a card that was not proven free', () => {
    const time = { ...review.time, gpuReleased: 'unproven' } as const;
    expect(told({}, { time })).toContain('caution: The card was not proven free at the end.');
  });
});
