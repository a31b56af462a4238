import { unmeasuredCauses } from '../measurement.ts';
import { objectiveNames } from '../objective.ts';
import type { FitnessPart, Verdict } from '../verdict.ts';
import { intAt, listAt, textAt, wordAt } from './foreign.ts';

const kinds = ['scored', 'disqualified', 'infeasible', 'unmeasured'] as const;
const qualities = ['kept', 'worse', 'not-decidable', 'no-baseline'] as const;
const reasons = ['oom', 'quality', 'instability'] as const;

/** A verdict from JSON that may come from another version; null where it is none. */
export function readVerdict(value: unknown): Verdict | null {
  const evidence = textAt(value, 'evidence') ?? '';
  switch (wordAt(value, 'kind', kinds)) {
    case 'scored':
      return readScored(value);
    case 'disqualified': {
      const reason = wordAt(value, 'reason', reasons);
      return reason === null ? null : { kind: 'disqualified', reason, evidence };
    }
    case 'infeasible':
      return { kind: 'infeasible', evidence };
    case 'unmeasured': {
      const cause = wordAt(value, 'cause', unmeasuredCauses);
      return cause === null ? null : { kind: 'unmeasured', cause, evidence };
    }
    case null:
      return null;
  }
}

function readScored(value: unknown): Verdict | null {
  const fitnessPpm = intAt(value, 'fitnessPpm');
  const geometricPpm = intAt(value, 'geometricPpm');
  const quality = wordAt(value, 'quality', qualities);
  const wordErrorPpm = intAt(value, 'wordErrorPpm');
  const freeMiB = intAt(value, 'freeMiB');
  if (fitnessPpm === null || geometricPpm === null || quality === null) return null;
  if (wordErrorPpm === null || freeMiB === null) return null;
  return {
    kind: 'scored',
    fitnessPpm,
    geometricPpm,
    parts: listAt(value, 'parts').flatMap(readPart),
    broken: objectiveNames.filter((name) => listAt(value, 'broken').includes(name)),
    quality,
    wordErrorPpm,
    freeMiB,
  };
}

function readPart(value: unknown): readonly FitnessPart[] {
  const objective = wordAt(value, 'objective', objectiveNames);
  const measured = intAt(value, 'value');
  const desirabilityPpm = intAt(value, 'desirabilityPpm');
  const weightPpm = intAt(value, 'weightPpm');
  if (objective === null || measured === null) return [];
  if (desirabilityPpm === null || weightPpm === null) return [];
  return [{ objective, value: measured, desirabilityPpm, weightPpm }];
}
