import type {
  Applied,
  CapacityObservation,
  Generator,
  LlmObservation,
  Proof,
  Rung,
  SttObservation,
  WordErrors,
} from '../observation.ts';
import { fieldOf, flagAt, intAt, listAt, textAt } from './foreign.ts';
import { readMeasurement } from './read-measurement.ts';

/** What `applyConfiguration` read back from the engines; null where it was refused. */
export function readApplied(value: unknown): Applied | null {
  const proof = readProof(fieldOf(value, 'proof'));
  if (textAt(value, 'kind') !== 'applied' || proof === null) return null;
  return {
    kind: 'applied',
    proof,
    startOrder: listAt(value, 'startOrder').flatMap((role) =>
      role === 'llm' || role === 'stt' ? [role] : [],
    ),
    boots: intAt(value, 'boots') ?? 0,
    restarts: intAt(value, 'restarts') ?? 0,
    bootMs: intAt(value, 'bootMs') ?? 0,
    restartMs: intAt(value, 'restartMs') ?? 0,
  };
}

function readProof(value: unknown): Proof | null {
  const utilizationPct = intAt(fieldOf(value, 'llm'), 'utilizationPct');
  const kvTokens = intAt(fieldOf(value, 'llm'), 'kvTokens');
  const stt = fieldOf(value, 'stt');
  const model = textAt(stt, 'model');
  const device = textAt(stt, 'device');
  const computeType = textAt(stt, 'computeType');
  if (utilizationPct === null || kvTokens === null) return null;
  if (model === null || device === null || computeType === null) return null;
  return { llm: { utilizationPct, kvTokens }, stt: { model, device, computeType } };
}

/** Solo figures of a Whisper model. */
export function readStt(value: unknown): SttObservation | null {
  const latencyUs = readMeasurement(fieldOf(value, 'latencyUs'));
  const words = readWords(fieldOf(value, 'words'));
  const generator = readGenerator(fieldOf(value, 'generator'));
  if (latencyUs === null || words === null || generator === null) return null;
  return { latencyUs, words, transcripts: intAt(value, 'transcripts') ?? 0, generator };
}

/** Solo figures of a vLLM level. */
export function readLlm(value: unknown): LlmObservation | null {
  const latencyUs = readMeasurement(fieldOf(value, 'latencyUs'));
  const firstTokenUs = readMeasurement(fieldOf(value, 'firstTokenUs'));
  const milliTokensPerSecond = readMeasurement(fieldOf(value, 'milliTokensPerSecond'));
  const generator = readGenerator(fieldOf(value, 'generator'));
  if (latencyUs === null || firstTokenUs === null) return null;
  if (milliTokensPerSecond === null || generator === null) return null;
  return { latencyUs, firstTokenUs, milliTokensPerSecond, generator };
}

/** Joint load: reference rung, ladder, stress. */
export function readJoint(value: unknown): CapacityObservation | null {
  const reference = readRung(fieldOf(value, 'reference'));
  const capacity = fieldOf(value, 'capacity');
  const passing = intAt(capacity, 'passing');
  const words = readWords(fieldOf(value, 'words'));
  const generator = readGenerator(fieldOf(value, 'generator'));
  const stress = fieldOf(value, 'stress');
  const requests = intAt(stress, 'requests');
  if (reference === null || passing === null || requests === null) return null;
  if (words === null || generator === null) return null;
  return {
    reference,
    rungs: listAt(value, 'rungs').flatMap((rung) => readRung(rung) ?? []),
    capacity: { passing, failing: intAt(capacity, 'failing') },
    stress: {
      requests,
      errors: intAt(stress, 'errors') ?? 0,
      timeouts: intAt(stress, 'timeouts') ?? 0,
      preemptions: intAt(stress, 'preemptions') ?? 0,
    },
    words,
    generator,
  };
}

function readRung(value: unknown): Rung | null {
  const concurrency = intAt(value, 'concurrency');
  const turns = intAt(value, 'turns');
  const sttLatencyUs = readMeasurement(fieldOf(value, 'sttLatencyUs'));
  const llmLatencyUs = readMeasurement(fieldOf(value, 'llmLatencyUs'));
  if (concurrency === null || turns === null) return null;
  if (sttLatencyUs === null || llmLatencyUs === null) return null;
  const errors = intAt(value, 'errors') ?? 0;
  return {
    concurrency,
    turns,
    errors,
    sttLatencyUs,
    llmLatencyUs,
    passed: flagAt(value, 'passed'),
  };
}

/** Word errors pooled over clips. */
export function readWords(value: unknown): WordErrors | null {
  const words = intAt(value, 'words');
  const substitutions = intAt(value, 'substitutions');
  const deletions = intAt(value, 'deletions');
  const insertions = intAt(value, 'insertions');
  if (words === null || substitutions === null) return null;
  if (deletions === null || insertions === null) return null;
  return { words, substitutions, deletions, insertions };
}

function readGenerator(value: unknown): Generator | null {
  const latenessP99Us = intAt(value, 'latenessP99Us');
  return latenessP99Us === null ? null : { latenessP99Us, late: flagAt(value, 'late') };
}
