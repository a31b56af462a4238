import { isSealed } from '../contracts/digests.ts';
import type { Spec } from '../contracts/schemas/spec.ts';
import { canonicalForm } from '../domain/canonical.ts';
import type { HashedRecord, LineageRecord } from '../domain/lineage-record.ts';
import type { Finding } from '../domain/lineage/finding.ts';
import { rederive } from '../domain/lineage/rederive.ts';
import { verifyChain } from '../domain/lineage/verify-chain.ts';
import { verifyLinks } from '../domain/lineage/verify-links.ts';
import { cellOf } from '../domain/space.ts';
import { runFiles } from './file-names.ts';
import { differing } from './folder-finding.ts';
import type { FolderFinding } from './folder-finding.ts';
import type { ReadLineage } from './lineage-file.ts';
import type { RunRead } from './read-run.ts';

export type RecordsCheck = {
  readonly findings: readonly FolderFinding[];
  /** What could not be checked, and why. */
  readonly notes: readonly string[];
};

/**
 * Level 0: the chain by itself, its spec, and the search again from its seed. `ended` is false for a
 * run that has no final record yet.
 */
export function verifyRecords(run: RunRead, ended: boolean): RecordsCheck {
  const records = run.lineage?.records ?? [];
  const broken = run.lineage?.broken ?? null;
  const isDue = ({ what }: Finding): boolean => what !== 'final' || (ended && broken === null);
  const links = verifyLinks(records).filter(isDue);
  const isLinked = links.length === 0 && broken === null;
  const spec = run.spec === null ? [] : verifySpec(run.spec, isLinked ? records[0]?.record : null);
  // Rules of a spec that is not the run's would blame the records.
  const rules = spec.length > 0 ? null : run.spec;
  const chain = rules === null ? links : chainFindings(records, rules).filter(isDue);
  const findings = [...chain.map(inLineage), ...brokenLine(broken), ...spec];
  if (run.spec === null)
    return { findings, notes: ['no spec.json: genes and fitness not checked'] };
  if (rules === null || findings.length > 0) return { findings, notes: [] };
  return verifySearch(records, rules);
}

function brokenLine(broken: ReadLineage['broken']): readonly FolderFinding[] {
  if (broken === null) return [];
  const expected = 'a record as the workflow wrote it';
  return [inLineage({ seq: broken.seq, what: 'line', expected, got: broken.why })];
}

function chainFindings(records: readonly HashedRecord[], spec: Spec): readonly Finding[] {
  return verifyChain(records, { space: spec.space, objectives: spec.objectives });
}

/** The spec by its own digest, and against the genesis of a chain that is whole. */
function verifySpec(
  spec: Spec,
  genesis: LineageRecord | undefined | null,
): readonly FolderFinding[] {
  const seal = ['seal', true, hasCanonicalForm(spec) && isSealed(spec)] as const;
  if (genesis?.kind !== 'genesis') return differing(runFiles.spec, [seal]);
  return differing(runFiles.spec, [
    seal,
    ['digest', genesis.specDigest, spec.digest],
    ['workload', genesis.workloadDigest, spec.workloadDigest],
    ['seed', genesis.seed, spec.seed],
    ['strategy', genesis.strategy, spec.strategy.name],
  ]);
}

/** A spec from outside may hold what no digest can be made of. */
const hasCanonicalForm = (spec: Spec): boolean =>
  canonicalForm(spec, 'decimals').kind === 'canonical';

function verifySearch(records: readonly HashedRecord[], spec: Spec): RecordsCheck {
  const baselineCell = cellOf(spec.space, spec.baseline) ?? 0;
  const again = rederive(records, { space: spec.space, settings: spec.strategy, baselineCell });
  return again === null
    ? { findings: [], notes: ['the chain has no plan record: the search was not derived again'] }
    : { findings: again.map(inLineage), notes: [] };
}

function inLineage(finding: Omit<Finding, 'what'> & { readonly what: string }): FolderFinding {
  const { seq, what, expected, got } = finding;
  return { file: runFiles.lineage, record: seq, what, expected, got };
}
