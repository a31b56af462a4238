import type { HashedRecord } from '../lineage-record.ts';
import type { Objective } from '../objective.ts';
import type { Space } from '../space.ts';
import { hashOf } from './chain.ts';
import type { Finding } from './finding.ts';
import { verifyAncestry } from './verify-ancestry.ts';
import { verifyLinks } from './verify-links.ts';
import { verifyScores } from './verify-scores.ts';

export type ChainRules = { readonly space: Space; readonly objectives: readonly Objective[] };

/**
 * Level 0: all that a chain shows by itself, in the order of its records; empty when whole. Does not
 * see a chain that was computed anew from the start: that is what levels 1 to 3 are for.
 */
export function verifyChain(
  records: readonly HashedRecord[],
  rules: ChainRules,
): readonly Finding[] {
  const links = verifyLinks(records);
  // Arithmetic on what is no integer would tell nothing.
  if (records.some(({ record }) => hashOf(record) === null)) return links;
  const ancestry = verifyAncestry(records, rules.space);
  const scores = verifyScores(records, rules.objectives);
  return [...links, ...ancestry, ...scores].toSorted((a, b) => a.seq - b.seq);
}
