import { z } from 'zod';
import { unmeasuredCauses } from '../../domain/measurement.ts';
import type { HashedRecord } from '../../domain/lineage-record.ts';
import { objectiveNames } from '../../domain/objective.ts';
import { Configuration } from './spec.ts';

const knobValue = z.union([z.int(), z.string().min(1)]);
const ppm = z.int().min(0).max(1_000_000);
const count = z.int().min(0);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const id = z.string().regex(/^c\d{1,9}$/);
const ids = z.array(id);
const cells = z.array(count);
const evidence = z.string().max(2_000);

export const Verdict = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('scored'),
    fitnessPpm: ppm,
    geometricPpm: ppm,
    parts: z.array(
      z.strictObject({
        objective: z.enum(objectiveNames),
        value: z.int(),
        desirabilityPpm: ppm,
        weightPpm: ppm,
      }),
    ),
    broken: z.array(z.enum(objectiveNames)),
    quality: z.enum(['kept', 'worse', 'not-decidable', 'no-baseline']),
    wordErrorPpm: count,
    freeMiB: count,
  }),
  z.strictObject({
    kind: z.literal('disqualified'),
    reason: z.enum(['oom', 'quality', 'instability']),
    evidence,
  }),
  z.strictObject({ kind: z.literal('infeasible'), evidence }),
  z.strictObject({
    kind: z.literal('unmeasured'),
    cause: z.enum(unmeasuredCauses),
    evidence,
  }),
]);

const chained = { v: z.literal(1), seq: count, prev: digest };

const LineageRecord = z.discriminatedUnion('kind', [
  z.strictObject({
    ...chained,
    kind: z.literal('genesis'),
    specDigest: digest,
    workloadDigest: digest,
    seed: z.int().min(0).max(0xffff_ffff),
    strategy: z.string(),
  }),
  z.strictObject({
    ...chained,
    kind: z.literal('verdict'),
    candidateId: id,
    parentIds: ids,
    generation: count,
    origin: z.enum(['baseline', 'initial', 'elite', 'child', 'random', 'grid', 'injected']),
    mutations: z.array(z.strictObject({ knob: z.string(), from: knobValue, to: knobValue })),
    configuration: Configuration,
    repeatOf: id.nullable(),
    purpose: z.enum(['explore', 'confirm']),
    verdict: Verdict,
  }),
  z.strictObject({
    ...chained,
    kind: z.literal('selection'),
    generation: count,
    drawn: ids,
    survivors: ids,
    elites: ids,
  }),
  z.strictObject({ ...chained, kind: z.literal('plan'), infeasible: cells, dropped: cells }),
  z.strictObject({ ...chained, kind: z.literal('session'), fingerprint: z.string() }),
  z.strictObject({
    ...chained,
    kind: z.literal('decision'),
    decision: z.enum(['cap', 'stop', 'cancel', 'inject', 'extend', 'drop']),
    detail: z.string(),
  }),
  z.strictObject({
    ...chained,
    kind: z.literal('final'),
    state: z.string(),
    outcome: z.string(),
    winnerId: id.nullable(),
    trials: count,
  }),
]);

/** One line of `lineage.jsonl` as read from outside; what it says is checked by `verifyChain`. */
export const LineageLine = z.strictObject({
  hash: digest,
  record: LineageRecord,
}) satisfies z.ZodType<HashedRecord>;
