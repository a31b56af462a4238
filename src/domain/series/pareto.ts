import type { ExperimentView, Row } from '../view/view.ts';
import { rankRows } from './standing.ts';

/** A scored candidate by what an assistant's user and its owner want: short answers, many turns. */
export type TradeOff = {
  readonly row: Row;
  readonly llmLatencyUs: number;
  /** Voice turns at once that passed. */
  readonly turns: number;
  /** No other has both figures as good and one of them better. */
  readonly isFront: boolean;
};

/** Text latency against capacity under joint load, best rank first. */
export function tradeOffs({ rows }: ExperimentView): readonly TradeOff[] {
  const points = rankRows(rows).flatMap((row) => {
    const { llmLatencyUs, capacity } = row;
    if (llmLatencyUs === null || capacity === null) return [];
    return [{ row, llmLatencyUs, turns: capacity.passing }];
  });
  return points.map((point) => ({
    ...point,
    isFront: !points.some((other) => dominates(other, point)),
  }));
}

type Figures = Pick<TradeOff, 'llmLatencyUs' | 'turns'>;

function dominates(one: Figures, other: Figures): boolean {
  const isAsGood = one.llmLatencyUs <= other.llmLatencyUs && one.turns >= other.turns;
  return isAsGood && (one.llmLatencyUs < other.llmLatencyUs || one.turns > other.turns);
}
