import type { Candidate } from '../domain/candidate.ts';
import { nameCandidates } from '../domain/run-log.ts';
import type { Judged } from '../domain/run-log.ts';
import { cellOf } from '../domain/space.ts';
import { record } from './run.ts';
import type { Run } from './run.ts';

/** The next candidate to measure, an injected one first; null where there is none. */
export function takeNext(run: Run): Candidate | null {
  const configuration = run.controls.injected.shift();
  if (configuration !== undefined) return inject(run, cellOf(run.spec.space, configuration));
  const [next, ...rest] = run.queue;
  run.queue = rest;
  return next ?? null;
}

/** An injected configuration that was measured already changes nothing. */
function inject(run: Run, cell: number | null): Candidate | null {
  const seen = [...run.log.search.trials, ...run.told].some((trial) => trial.cell === cell);
  if (cell === null || seen) return null;
  run.queue = run.queue.filter((candidate) => candidate.cell !== cell);
  const proposal = {
    cell,
    origin: 'injected',
    parentIds: [],
    mutations: [],
    repeatOf: null,
  } as const;
  const generation = Math.max(0, run.log.search.generation - 1);
  const [named, log] = nameCandidates(run.log, run.spec.space, {
    generation,
    proposals: [proposal],
  });
  run.log = log;
  const [candidate = null] = named;
  record(run, { kind: 'decision', decision: 'inject', detail: candidate?.id ?? '' });
  return candidate;
}

/** A configuration seen before is not measured again: the verdict of its first trial stands. */
export function repeatOf(run: Run, candidate: Candidate): Judged {
  const first = run.log.leaders.find((leader) => leader.candidate.id === candidate.repeatOf);
  const verdict = first?.verdict ?? {
    kind: 'unmeasured' as const,
    cause: 'not-run' as const,
    evidence: `stands for ${candidate.repeatOf ?? ''}`,
  };
  return { candidate, purpose: 'explore', verdict, boots: [] };
}
