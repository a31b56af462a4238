import { canonicalJson } from '../canonical.ts';
import type { HashedRecord, LineageRecord, SelectionRecord } from '../lineage-record.ts';
import type { VerdictRecord } from '../lineage-record.ts';
import { cellOf, configurationKey, isWithinBounds } from '../space.ts';
import type { Configuration, Space } from '../space.ts';
import type { Finding } from './finding.ts';

/**
 * Where each candidate comes from: genes inside the space and its bounds, parents and members of
 * selections earlier in the chain, mutations that explain the child, repeats that stand for an
 * earlier trial of the same configuration, generations that never go back.
 */
export function verifyAncestry(records: readonly HashedRecord[], space: Space): readonly Finding[] {
  const seen: Seen = { trials: new Map(), generation: 0, sessions: 0 };
  return records.flatMap(({ record }) => {
    const wrong = verifyRecord(record, seen, space);
    note(record, seen);
    return wrong.map((each) => ({ seq: record.seq, ...each }));
  });
}

type Wrong = Omit<Finding, 'seq'>;
type Trial = { readonly record: VerdictRecord; readonly sessions: number };

/** What the records so far told: the latest trial of each candidate, by its id. */
type Seen = { readonly trials: Map<string, Trial>; generation: number; sessions: number };

function verifyRecord(record: LineageRecord, seen: Seen, space: Space): readonly Wrong[] {
  switch (record.kind) {
    case 'verdict':
      return record.purpose === 'confirm'
        ? verifyConfirmation(record, seen)
        : [
            ...verifyGenes(record, space),
            ...verifyOnce(record, seen),
            ...verifyGeneration(record, seen),
            ...verifyParents(record, seen),
            ...verifyRepeat(record, seen),
          ];
    case 'selection':
      return verifySelection(record, seen);
    case 'final':
      return record.winnerId === null || seen.trials.has(record.winnerId)
        ? []
        : [{ what: 'final', expected: 'a winner that was tried', got: record.winnerId }];
    case 'genesis':
    case 'plan':
    case 'session':
    case 'decision':
      return [];
  }
}

function note(record: LineageRecord, seen: Seen): void {
  if (record.kind === 'session') seen.sessions += 1;
  if (record.kind !== 'verdict' || record.purpose === 'confirm') return;
  seen.trials.set(record.candidateId, { record, sessions: seen.sessions });
  seen.generation = Math.max(seen.generation, record.generation);
}

function verifyConfirmation(record: VerdictRecord, seen: Seen): readonly Wrong[] {
  const trial = seen.trials.get(record.candidateId);
  const got = identityOf(record);
  if (trial !== undefined && identityOf(trial.record) === got) return [];
  const expected = trial === undefined ? 'a candidate tried before' : identityOf(trial.record);
  return [{ what: 'candidate', expected, got }];
}

function identityOf({ candidateId, configuration, generation, origin }: VerdictRecord): string {
  return `${candidateId} (${origin}, generation ${generation}): ${configurationKey(configuration)}`;
}

function verifyGenes({ configuration }: VerdictRecord, space: Space): readonly Wrong[] {
  if (cellOf(space, configuration) !== null && isWithinBounds(space, configuration)) return [];
  const expected = 'a configuration of the space, inside its bounds';
  return [{ what: 'gene', expected, got: configurationKey(configuration) }];
}

/** One verdict for each candidate; only the baseline is measured again, on another card. */
function verifyOnce({ candidateId, origin }: VerdictRecord, seen: Seen): readonly Wrong[] {
  const before = seen.trials.get(candidateId);
  const isAgain = origin === 'baseline' && before !== undefined && before.sessions < seen.sessions;
  if (before === undefined || isAgain) return [];
  return [{ what: 'candidate', expected: 'one verdict for each candidate', got: candidateId }];
}

function verifyGeneration({ generation, origin }: VerdictRecord, seen: Seen): readonly Wrong[] {
  if (origin === 'baseline' ? generation === 0 : generation >= seen.generation) return [];
  const expected = origin === 'baseline' ? '0' : `${seen.generation} or later`;
  return [{ what: 'generation', expected, got: String(generation) }];
}

function verifyParents(record: VerdictRecord, seen: Seen): readonly Wrong[] {
  const parents = record.parentIds
    .map((id) => seen.trials.get(id)?.record.configuration)
    .filter((parent) => parent !== undefined);
  if (parents.length < record.parentIds.length) {
    const got = record.parentIds.join(', ');
    return [{ what: 'parent', expected: 'parents tried before', got }];
  }
  if (explains(record, parents)) return [];
  const expected = `a child of ${parents.map(configurationKey).join(' and ')} by its mutations`;
  return [{ what: 'mutation', expected, got: configurationKey(record.configuration) }];
}

/** Every gene is a parent's, or what a mutation made of a parent's; without parents none mutates. */
function explains(
  { configuration, mutations }: VerdictRecord,
  parents: readonly Configuration[],
): boolean {
  const mutated = new Set(mutations.map(({ knob }) => knob));
  const areReal = mutations.every(
    ({ knob, from, to }) =>
      from !== to && configuration[knob] === to && parents.some((parent) => parent[knob] === from),
  );
  const kept = Object.keys(configuration).filter((knob) => !mutated.has(knob));
  const areInherited = kept.every(
    (knob) => parents.length === 0 || parents.some((each) => each[knob] === configuration[knob]),
  );
  return areReal && areInherited && mutated.size === mutations.length;
}

/** A repeat stands for an earlier trial of its configuration; what is none was not tried before. */
function verifyRepeat(record: VerdictRecord, seen: Seen): readonly Wrong[] {
  const key = configurationKey(record.configuration);
  if (record.repeatOf === null) {
    const earlier = [...seen.trials.values()].find(
      (trial) =>
        trial.record.candidateId !== record.candidateId &&
        configurationKey(trial.record.configuration) === key,
    );
    if (earlier === undefined) return [];
    const expected = `a repeat of ${earlier.record.candidateId}`;
    return [{ what: 'repeat', expected, got: `a new trial of ${key}` }];
  }
  const first = seen.trials.get(record.repeatOf)?.record;
  if (first !== undefined && standsFor(record, first)) return [];
  return [{ what: 'repeat', expected: `the trial of ${record.repeatOf}`, got: key }];
}

/** With its verdict, or with none where that was no longer at hand. */
function standsFor({ configuration, verdict }: VerdictRecord, first: VerdictRecord): boolean {
  return (
    configurationKey(configuration) === configurationKey(first.configuration) &&
    (canonicalJson(verdict) === canonicalJson(first.verdict) ||
      (verdict.kind === 'unmeasured' && verdict.cause === 'not-run'))
  );
}

function verifySelection(record: SelectionRecord, seen: Seen): readonly Wrong[] {
  const { drawn, survivors, elites, generation } = record;
  const strangers = [...drawn, ...elites].filter((id) => !seen.trials.has(id));
  const undrawn = survivors.filter((id) => !drawn.includes(id));
  const wrong: Wrong[] = [];
  if (strangers.length > 0)
    wrong.push({ what: 'selection', expected: 'members tried before', got: strangers.join(', ') });
  if (undrawn.length > 0)
    wrong.push({
      what: 'selection',
      expected: 'survivors that were drawn',
      got: undrawn.join(', '),
    });
  if (generation <= seen.generation)
    wrong.push({
      what: 'generation',
      expected: `after ${seen.generation}`,
      got: String(generation),
    });
  return wrong;
}
