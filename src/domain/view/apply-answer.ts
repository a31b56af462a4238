import { levelOf, modelOf } from '../space.ts';
import { fieldOf, intAt, textAt } from './foreign.ts';
import { readGpu } from './read-gpu.ts';
import { readApplied, readJoint, readLlm, readStt } from './read-observation.ts';
import { readConfiguration } from './read-spec.ts';
import { withRow } from './rows.ts';
import type { ExperimentView, Row, RowKey, SoloView } from './view.ts';

/** A step of a candidate that has ended, with what it was given and what it answered. */
export type Answer = {
  readonly key: RowKey;
  readonly activity: string;
  readonly input: unknown;
  readonly result: unknown;
};

/** Figures of a step, or the fault that ended the candidate. */
export function applyAnswer(view: ExperimentView, answer: Answer): ExperimentView {
  const change = changeBy(view.nowMs, answer);
  const key = { ...answer.key, atMs: view.nowMs };
  const rows = withRow(view.rows, key, (row) => ({ ...row, ...change }));
  return { ...view, rows, solo: soloWith(view, answer) };
}

function changeBy(nowMs: number, { activity, result }: Answer): Partial<Row> {
  const fault = fieldOf(result, 'fault');
  if (fault !== undefined) {
    const text = `${textAt(fault, 'kind') ?? 'fault'}: ${textAt(fault, 'evidence') ?? ''}`;
    return { step: 'faulted', fault: text, endedMs: nowMs };
  }
  switch (activity) {
    case 'applyConfiguration':
      return { applied: readApplied(result) };
    case 'sampleGpu':
      return { gpu: readGpu(result) };
    case 'probeCapacity':
      return jointLoad(nowMs, fieldOf(result, 'observation'));
    default:
      return {};
  }
}

function jointLoad(nowMs: number, observation: unknown): Partial<Row> {
  const reference = fieldOf(observation, 'reference');
  const capacity = fieldOf(observation, 'capacity');
  const passing = intAt(capacity, 'passing');
  return {
    step: 'measured',
    endedMs: nowMs,
    sttLatencyUs: intAt(fieldOf(reference, 'sttLatencyUs'), 'median'),
    llmLatencyUs: intAt(fieldOf(reference, 'llmLatencyUs'), 'median'),
    capacity: passing === null ? null : { passing, failing: intAt(capacity, 'failing') },
    joint: readJoint(observation),
  };
}

/** Solo figures stand for every candidate of the same model or level. */
function soloWith({ solo, spec }: ExperimentView, { activity, input, result }: Answer): SoloView {
  if (spec === null) return solo;
  const configuration = readConfiguration(fieldOf(fieldOf(input, 'candidate'), 'configuration'));
  const observation = fieldOf(result, 'observation');
  switch (activity) {
    case 'probeStt': {
      const stt = readStt(observation);
      if (stt === null) return solo;
      return { ...solo, stt: { ...solo.stt, [modelOf(spec.space, configuration)]: stt } };
    }
    case 'probeLlm': {
      const llm = readLlm(observation);
      if (llm === null) return solo;
      return { ...solo, llm: { ...solo.llm, [levelOf(spec.space, configuration)]: llm } };
    }
    default:
      return solo;
  }
}
