import type { ExperimentView, Row } from '../../domain/view/view.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { showFitness } from '../../domain/words/figures.ts';

/** State of a candidate in a few words: its step while it runs, then what came out. */
export function rowWords(row: Row): string {
  if (row.verdict !== null)
    return row.repeatOf === null ? verdictState(row.verdict) : repeated(row);
  return row.step === 'faulted' ? (row.fault ?? 'engine failed') : stepWords(row);
}

/** The step of a candidate, with what it is doing just now where that is known. */
export function stepWords({ step, round, detail }: Row): string {
  const again = round > 1 ? `, round ${round}` : '';
  return `${step}${again}${detail === null ? '' : `: ${detail}`}`;
}

/** Fitness of a scored candidate, else empty. */
export function fitnessCell(verdict: Verdict | null): string {
  return verdict?.kind === 'scored' ? showFitness(verdict.fitnessPpm) : '';
}

function repeated(row: Row): string {
  return `repeat of ${row.repeatOf ?? ''}`;
}

function verdictState(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'scored':
      return verdict.broken.length === 0
        ? 'scored'
        : `scored, at its limit: ${verdict.broken.join(', ')}`;
    case 'disqualified':
      return `disqualified: ${verdict.reason}`;
    case 'infeasible':
      return 'infeasible';
    case 'unmeasured':
      return `unmeasured: ${verdict.cause}`;
  }
}

/** Where a run stands, in words. */
export function phaseWords(view: ExperimentView): string {
  if (view.close !== null) return closeWords(view);
  if (view.cancelling) return 'ending: a person cancelled it';
  if (view.stopping) return 'ending after the running candidate';
  if (view.paused) return 'paused (the cap goes on)';
  switch (view.phase) {
    case 'resolving':
      return 'reading the configuration';
    case 'waiting':
      return 'waiting for the GPU';
    case 'preparing':
      return 'preparing: first boot, costs, word error rates';
    case 'baseline':
      return 'measuring the baseline';
    case 'searching':
      return `searching, gen ${generationOf(view)}${lastGeneration(view)}`;
    case 'confirming':
      return 'confirming on fresh boots';
    case 'concluding':
      return 'freeing the GPU and writing files';
    case 'ended':
      return 'ended';
  }
}

/** Where an open run stands, with what its steps are doing just now. */
export function phaseNow(view: ExperimentView): string {
  const row = view.rows.findLast(({ detail }) => detail !== null);
  const now = view.detail ?? (row === undefined ? null : `${row.id}: ${row.detail ?? ''}`);
  if (now === null) return phaseWords(view);
  return view.phase === 'preparing' ? `preparing: ${now}` : `${phaseWords(view)}, ${now}`;
}

function closeWords({ close }: ExperimentView): string {
  return close?.status === 'completed' ? 'ended' : `${close?.status ?? ''}: ${close?.why ?? ''}`;
}

/** Counted from 0, as the files are: gen_0_candidates.jsonl. */
function generationOf({ rows }: ExperimentView): number {
  return rows.findLast((row) => row.purpose === 'explore')?.generation ?? 0;
}

function lastGeneration({ spec }: ExperimentView): string {
  return spec === null || spec.strategy === 'exhaustive'
    ? ''
    : ` (the last is gen ${spec.generations - 1})`;
}
