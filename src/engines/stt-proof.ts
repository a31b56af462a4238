import { basename } from 'node:path';
import type { EngineSpec } from '../contracts/schemas/profile.ts';
import type { Proof } from '../domain/observation.ts';
import type { CardProcess } from './card.ts';
import { parseJsonObject, textOf } from './json.ts';
import type { Proved } from './llm-proof.ts';

export type SttProof = Proof['stt'];

export type SttExpectation = EngineSpec['expect'] & {
  /** The model as the search names it, and as the command line does. */
  readonly model: string;
  readonly modelArgument: string;
};

/** What the speech server says of its model, device and compute type, against what was asked for. */
export function proveStt(health: string, wanted: SttExpectation): Proved<SttProof> {
  const facts = parseJsonObject(health);
  const model = facts === null ? null : textOf(facts, 'model');
  const device = facts === null ? null : textOf(facts, 'device');
  const computeType = facts === null ? null : textOf(facts, 'compute_type');
  if (model === null || device === null || computeType === null) {
    return {
      kind: 'misapplied',
      evidence: 'the server does not tell its model, device and compute type',
    };
  }
  if (wanted.device !== undefined && kindOf(device) !== kindOf(wanted.device)) {
    const kind = kindOf(device) === 'cpu' ? 'cpu-fallback' : 'misapplied';
    return { kind, evidence: `the server runs on ${device} instead of ${wanted.device}` };
  }
  if (wanted.computeType !== undefined && !isSameType(computeType, wanted.computeType)) {
    return {
      kind: 'misapplied',
      evidence: `the server computes in ${computeType} instead of ${wanted.computeType}`,
    };
  }
  return namesOf(wanted).includes(model)
    ? { kind: 'proved', proof: { model: wanted.model, device, computeType } }
    : { kind: 'misapplied', evidence: `the server runs ${model} instead of ${wanted.model}` };
}

/**
 * The second opinion, from outside: is a process of the server on the card? Pids prove only where
 * any of ours is listed: in a container the card may list none, or those of the host.
 */
export function isMissingOnCard(
  listed: readonly CardProcess[],
  pids: { readonly stt: readonly number[]; readonly ours: readonly number[] },
): boolean {
  const lists = (some: readonly number[]) => listed.some(({ pid }) => some.includes(pid));
  return lists(pids.ours) && !lists(pids.stt);
}

/** Asked for "int8", CTranslate2 tells the float type beside it as well: "int8_float32". */
const isSameType = (effective: string, wanted: string): boolean =>
  effective === wanted || (wanted === 'int8' && effective.startsWith('int8_'));

/** "cuda:0" is a "cuda". */
const kindOf = (device: string): string => device.split(':')[0]?.toLowerCase() ?? '';

const namesOf = ({ model, modelArgument }: SttExpectation): readonly string[] => [
  model,
  modelArgument,
  basename(modelArgument),
];
