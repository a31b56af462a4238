import { badRequests } from '../observation.ts';
import type { Verdict } from '../verdict.ts';
import { cellCount, configurationAt, configurationKey, modelOf } from '../space.ts';
import type { Configuration, Space } from '../space.ts';
import type { ExperimentView, Row } from '../view/view.ts';

/** What could go wrong with the proposal, as far as the run saw it. */
export type Risks = {
  /** Configurations that ran out of memory in this run, each once. */
  readonly outOfMemory: readonly Configuration[];
  /** One step away on one knob, with what came of them: how near the edge is. */
  readonly neighbours: readonly Neighbour[];
  readonly freeMiB: number | null;
  readonly totalMiB: number | null;
  readonly samples: Samples;
  /** Configurations that the cap left no room for. */
  readonly dropped: readonly Configuration[];
  /** Times that the GPU session was lost while the run went on. */
  readonly losses: number;
};

export type Neighbour = { readonly configuration: Configuration; readonly verdict: Verdict };

/** On how much the candidate's figures rest. */
export type Samples = {
  readonly boots: number;
  readonly turns: number;
  readonly stressRequests: number;
  readonly badRequests: number;
  readonly referenceWords: number;
};

/** The risks of a configuration, from all that the run saw. */
export function risksOf(view: ExperimentView, candidate: Row): Risks {
  const space = view.spec?.space ?? { knobs: [], bounds: [] };
  const { verdict, gpu } = candidate;
  return {
    outOfMemory: outOfMemory(view.rows),
    neighbours: neighbours(space, view.rows, candidate.configuration),
    freeMiB: verdict?.kind === 'scored' ? verdict.freeMiB : null,
    totalMiB: gpu?.totalMiB ?? null,
    samples: samplesOf(view, candidate),
    dropped: view.excluded.dropped.flatMap((cell) => cellIn(space, cell)),
    losses: view.losses,
  };
}

function outOfMemory(rows: readonly Row[]): readonly Configuration[] {
  const found = rows.filter(
    ({ verdict }) => verdict?.kind === 'disqualified' && verdict.reason === 'oom',
  );
  return onceEach(found).map(({ configuration }) => configuration);
}

function neighbours(
  space: Space,
  rows: readonly Row[],
  configuration: Configuration,
): readonly Neighbour[] {
  const near = rows.filter(
    (row) => row.purpose === 'explore' && isOneStep(space, row.configuration, configuration),
  );
  return onceEach(near).flatMap((row) =>
    row.verdict === null ? [] : [{ configuration: row.configuration, verdict: row.verdict }],
  );
}

/** true where one knob is one value away and all others are equal. */
function isOneStep({ knobs }: Space, one: Configuration, other: Configuration): boolean {
  const steps = knobs.map(({ name, values }) => {
    const at = (configuration: Configuration): number =>
      values.findIndex((value) => value === configuration[name]);
    return Math.abs(at(one) - at(other));
  });
  return steps.reduce((sum, step) => sum + step, 0) === 1;
}

function onceEach(rows: readonly Row[]): readonly Row[] {
  const seen = new Map(rows.map((row) => [configurationKey(row.configuration), row]));
  return [...seen.values()];
}

function samplesOf({ rows, prepared, spec }: ExperimentView, candidate: Row): Samples {
  const loads = rows.flatMap(({ id, joint }) =>
    id === candidate.id && joint !== null ? [joint] : [],
  );
  const sum = (count: (load: (typeof loads)[number]) => number): number =>
    loads.reduce((total, load) => total + count(load), 0);
  return {
    boots: loads.length,
    turns: sum(({ reference }) => reference.turns),
    stressRequests: sum(({ stress }) => stress.requests),
    badRequests: sum(({ stress }) => badRequests(stress)),
    referenceWords: wordsOf(prepared, spec, candidate.configuration),
  };
}

function wordsOf(
  prepared: ExperimentView['prepared'],
  spec: ExperimentView['spec'],
  configuration: Configuration,
): number {
  if (prepared === null || spec === null) return 0;
  return prepared.words[modelOf(spec.space, configuration)]?.words ?? 0;
}

/** A cell of a foreign plan may be none of the space. */
function cellIn(space: Space, cell: number): readonly Configuration[] {
  return cell >= 0 && cell < cellCount(space) ? [configurationAt(space, cell)] : [];
}
