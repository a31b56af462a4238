import type { Observations } from '../../../src/domain/observation.ts';
import type { NamedRun } from '../../../src/domain/review/pick-side.ts';
import type { Scored, Verdict } from '../../../src/domain/verdict.ts';
import { startView } from '../../../src/domain/view/fold.ts';
import { emptyRow } from '../../../src/domain/view/rows.ts';
import type { ExperimentView, Purpose, Row, ViewSpec } from '../../../src/domain/view/view.ts';
import { readSpec } from '../../../src/domain/view/read-spec.ts';
import { objectives, observationsOf, qualityRule, words } from '../trials.ts';
import type { Seen } from '../trials.ts';
import { spec as told } from '../view/events.ts';

const read = readSpec(told);
if (read === null) throw new Error('no spec');

export const spec: ViewSpec = { ...read, objectives, quality: qualityRule };

export const environment = {
  host: 'box',
  card: 'Card A',
  driver: '570',
  engines: { llm: 'vllm', stt: 'whisper' },
  versions: { vllm: '0.20', node: 'v20' },
  simulated: false,
  digest: 'e',
};

export const scored = (fitnessPpm: number, more: Partial<Scored> = {}): Scored => ({
  kind: 'scored',
  fitnessPpm,
  geometricPpm: fitnessPpm,
  parts: [],
  broken: [],
  quality: 'kept',
  wordErrorPpm: 50_000,
  freeMiB: 900,
  ...more,
});

export type Trial = {
  readonly id: string;
  readonly pct?: number;
  readonly model?: string;
  readonly purpose?: Purpose;
  readonly repeatOf?: string;
  readonly verdict?: Verdict | null;
  /** null: the history does not hold the figures. */
  readonly seen?: Seen | null;
};

const row = (trial: Trial): Row => {
  const { id, purpose = 'explore', repeatOf = null, verdict = scored(600_000) } = trial;
  const { pct = id === 'c0' ? 50 : 40, model = 'small', seen = {} } = trial;
  const configuration = { pct, model };
  const named = { ...emptyRow({ id, purpose }, 0), repeatOf, verdict, configuration };
  return seen === null ? named : { ...named, ...figures(observationsOf(seen)) };
};

const figures = ({ applied, capacity, gpu }: Observations) => ({ applied, joint: capacity, gpu });

/** A run that has ended, of the trials given; every model but tiny makes 5 % of word errors. */
export const runOf = (
  runId: string,
  trials: readonly Trial[],
  more: Partial<ExperimentView> & { readonly winner?: string } = {},
): NamedRun => {
  const { winner, ...view } = more;
  const { stt, llm } = observationsOf();
  const result = winner === undefined ? null : { winner: { id: winner } };
  return {
    runId,
    view: {
      ...startView,
      firstRunId: runId,
      spec,
      prepared: {
        tookMs: 1,
        measured: true,
        environment,
        words: { small: words(600, 30), base: words(600, 30), tiny: words(600, 60) },
      },
      solo: { stt: { small: stt, base: stt, tiny: stt }, llm: { 40: llm, 50: llm, 60: llm } },
      rows: trials.map(row),
      phase: 'ended',
      close: { status: 'completed', result, why: '', atMs: 9 },
      ...view,
    },
  };
};

/** Clearly better than what is seen by default. */
export const fast: Seen = {
  sttUs: Array.from({ length: 16 }, () => 160_000),
  llmUs: Array.from({ length: 16 }, () => 320_000),
  passing: 16,
  failing: null,
};

/** The baseline and c1, twice each; c1 is the winner and clearly better. */
export const confirmed: readonly Trial[] = [
  { id: 'c0' },
  { id: 'c1', seen: fast, verdict: scored(900_000) },
  { id: 'c0', purpose: 'confirm' },
  { id: 'c1', purpose: 'confirm', seen: fast, verdict: scored(890_000) },
];
