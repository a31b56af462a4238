import { describe, expect, test } from 'vitest';
import { unmeasured } from '../../../src/domain/measurement.ts';
import { targetLines } from '../../../src/domain/review/target-lines.ts';
import type { Scored } from '../../../src/domain/verdict.ts';
import { emptyRow } from '../../../src/domain/view/rows.ts';
import type { Row } from '../../../src/domain/view/view.ts';
import { objectiveOf, objectives, observationsOf } from '../trials.ts';
import { scored } from './compared-runs.ts';

const parts: Scored['parts'] = [
  { objective: 'sttLatency', value: 350_000, desirabilityPpm: 714_000, weightPpm: 250_000 },
  { objective: 'llmLatency', value: 1_100_000, desirabilityPpm: 450_000, weightPpm: 250_000 },
  { objective: 'capacity', value: 8, desirabilityPpm: 500_000, weightPpm: 200_000 },
  { objective: 'stability', value: 1_000_000, desirabilityPpm: 1_000_000, weightPpm: 200_000 },
  { objective: 'efficiency', value: 730_000, desirabilityPpm: 850_000, weightPpm: 100_000 },
];
const joint = observationsOf().capacity;
const rowOf = (more: Partial<Row> = {}): Row => ({
  ...emptyRow({ id: 'c1', purpose: 'explore' }, 0),
  verdict: scored(700_000, { parts }),
  joint,
  ...more,
});

describe('the targets of a candidate', () => {
  test('take value and worth from the recorded verdict, and say which were met', () => {
    const lines = targetLines(objectives, rowOf(), null);
    expect(lines.map(({ objective, value, met }) => [objective, value, met])).toEqual([
      ['sttLatency', 350_000, true],
      ['llmLatency', 1_100_000, false],
      ['capacity', 8, true],
      ['stability', 1_000_000, true],
      ['efficiency', 730_000, true],
    ]);
    expect(lines.map(({ worthPpm }) => worthPpm)).toEqual(
      parts.map(({ desirabilityPpm }) => desirabilityPpm),
    );
  });

  test('have the interval of what was measured, for capacity the rungs around it', () => {
    const [stt, , capacity, stability, efficiency] = targetLines(objectives, rowOf(), rowOf());
    expect(stt).toMatchObject({
      interval: [350_000, 350_000],
      baseline: 350_000,
      baselineInterval: [350_000, 350_000],
    });
    expect(capacity).toMatchObject({ interval: [8, 12], baselineInterval: [8, 12] });
    expect(stability?.interval).toBeNull();
    expect(efficiency?.interval).toBeNull();
  });

  test('have no interval where no median was measured or the history lacks it', () => {
    const censored = {
      ...joint,
      reference: { ...joint.reference, sttLatencyUs: unmeasured('no-samples') },
    };
    const one = [objectiveOf('sttLatency')];
    expect(targetLines(one, rowOf({ joint: censored }), null)[0]?.interval).toBeNull();
    expect(targetLines(one, rowOf({ joint: null }), null)[0]?.interval).toBeNull();
  });

  test('of one that was not scored have no value and are not met', () => {
    const out = rowOf({ verdict: { kind: 'disqualified', reason: 'oom', evidence: 'boom' } });
    const [line] = targetLines([objectiveOf('capacity')], out, rowOf({ verdict: null }));
    expect(line).toMatchObject({ value: null, met: false, worthPpm: null, baseline: null });
  });

  test('of a verdict that lacks an objective have no value', () => {
    const bare = rowOf({ verdict: scored(700_000) });
    expect(targetLines([objectiveOf('capacity')], bare, null)[0]?.value).toBeNull();
  });

  test('name the best value of an objective that one comes near to', () => {
    const near = objectiveOf('efficiency');
    expect(targetLines([near], rowOf(), null)[0]?.target).toBe(700_000);
    const pointless = { ...near, points: [], target: 650_000 };
    expect(targetLines([pointless], rowOf(), null)[0]?.target).toBe(650_000);
  });
});
