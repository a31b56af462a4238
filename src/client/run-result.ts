import type { ExperimentResult } from '../contracts/workflows.ts';
import { readVerdict } from '../domain/view/read-verdict.ts';
import { isRecord } from './records.ts';

const states = ['completed', 'capped', 'stopped', 'no-viable-candidate', 'failed'];
const outcomes = ['better', 'keep-baseline', 'not-distinguishable', 'unconfirmed', 'no-baseline'];

/** The result of a closed experiment, or null where the value is of another version or kind. */
export function readResult(value: unknown): ExperimentResult | null {
  return isResult(value) ? value : null;
}

function isResult(value: unknown): value is ExperimentResult {
  if (!isRecord(value)) return false;
  return (
    isOneOf(states, value['state']) &&
    isOneOf(outcomes, value['outcome']) &&
    ['experiment', 'sentence', 'folder', 'why', 'lineageHead'].every((name) =>
      isText(value[name]),
    ) &&
    ['prepareMs', 'usedMs', 'capMs', 'boots'].every((name) => Number.isFinite(value[name])) &&
    (value['winner'] === null || isCandidate(value['winner'])) &&
    isCandidate(value['baseline']) &&
    readVerdict(value['baselineVerdict']) !== null &&
    (value['winnerVerdict'] === null || readVerdict(value['winnerVerdict']) !== null) &&
    Array.isArray(value['leaders']) &&
    value['leaders'].every(isReport) &&
    Array.isArray(value['ties']) &&
    isRecord(value['plan']) &&
    isRecord(value['counts']) &&
    (value['comparison'] === null || isComparison(value['comparison']))
  );
}

function isComparison(value: unknown): boolean {
  return (
    isRecord(value) &&
    Number.isFinite(value['differencePpm']) &&
    Array.isArray(value['ci']) &&
    value['ci'].every(Number.isFinite) &&
    Array.isArray(value['latencies'])
  );
}

function isReport(value: unknown): boolean {
  return (
    isRecord(value) && isCandidate(value['candidate']) && readVerdict(value['verdict']) !== null
  );
}

function isCandidate(value: unknown): boolean {
  return isRecord(value) && isText(value['id']) && isRecord(value['configuration']);
}

function isOneOf(allowed: readonly string[], value: unknown): boolean {
  return isText(value) && allowed.includes(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
