import type { SearchProblem, TrialSummary } from '../src/domain/search.ts';
import type { Space } from '../src/domain/space.ts';
import { startSearch, strategyOf } from '../src/domain/strategy/index.ts';
import type { Figure } from './figure.ts';

const settings = {
  name: 'r-zero',
  tournamentSize: 4,
  survivors: 2,
  elites: 1,
  fresh: 1,
  mutationPpm: 250_000,
} as const;

const small: SearchProblem = {
  space: spaceOf([40, 45, 50, 55, 60], ['tiny', 'base', 'small']),
  settings: { ...settings, populations: [2, 4, 4, 4] },
  baselineCell: 8,
  infeasible: [],
};

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

const large: SearchProblem = {
  space: spaceOf(upTo(100), upTo(100)),
  settings: { ...settings, populations: [2, ...upTo(250).map(() => 4)] },
  baselineCell: 5_050,
  infeasible: [],
};

/** What the search itself takes for a candidate, asked and told: processor time, as it does no I/O. */
export function measureAskTell(): readonly Figure[] {
  const figure = (name: string, problem: SearchProblem, repeats: number): Figure => {
    play(problem, 0);
    const samples = upTo(repeats).map((seed) => play(problem, seed + 1));
    return { id: 'ask-tell', name, unit: 'ms', samples, goal: 0.2 };
  };
  return [
    figure('ask and tell per candidate, 15 cells', small, 200),
    figure('ask and tell per candidate, 10,000 cells', large, 3),
  ];
}

/** One whole search; milliseconds for each proposal, collection of garbage included. */
function play(problem: SearchProblem, seed: number): number {
  const { ask, tell } = strategyOf(problem.settings.name);
  const before = process.cpuUsage();
  let state = tell(startSearch(seed), [answer(problem.baselineCell, 0, 0)]);
  let told = 0;
  for (;;) {
    const asked = ask(problem, state);
    if (asked.kind === 'ended') return cpuMsSince(before) / told;
    const { generation } = asked.state;
    const trials = asked.proposals
      .filter(({ repeatOf }) => repeatOf === null)
      .map(({ cell }, place) => answer(cell, generation - 1, told + place + 1));
    told += asked.proposals.length;
    state = tell(asked.state, trials);
  }
}

function cpuMsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function answer(cell: number, generation: number, number: number): TrialSummary {
  return {
    candidateId: `c${number}`,
    cell,
    generation,
    kind: 'scored',
    fitnessPpm: Math.imul(cell + 1, 2_654_435_761) >>> 12,
    broken: 0,
    wordErrorPpm: 50_000,
    freeMiB: 1_000,
  };
}

function spaceOf(levels: Values, models: Values): Space {
  return {
    knobs: [
      { name: 'level', engine: 'llm', values: levels },
      { name: 'model', engine: 'stt', values: models },
    ],
    bounds: [],
  };
}

type Values = Space['knobs'][number]['values'];
