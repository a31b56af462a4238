import { setTimeout as delay } from 'node:timers/promises';
import type { Prepared, ProbeInput } from '../contracts/activities.ts';
import { DreamError } from '../contracts/errors.ts';
import type { Landscape, RecordedTrial } from '../contracts/schemas/landscape.ts';
import type { RecordedProfile } from '../contracts/schemas/profile.ts';
import { digestOf } from '../domain/digest.ts';
import { nextInt, streamFor } from '../domain/random.ts';
import { configurationKey } from '../domain/space.ts';
import type { Configuration } from '../domain/space.ts';
import type { Rig, StepContext } from './rig.ts';

export type RecordedRigDeps = {
  readonly profile: RecordedProfile;
  readonly landscape: Landscape;
  readonly host: string;
  readonly seed: number;
};

/**
 * Answers every step from a landscape, without any server. The repeat that is drawn is a function of
 * seed, configuration and trial number, so that a run that was disturbed sees the same answers.
 */
export function createRecordedRig(deps: RecordedRigDeps): Rig {
  const answer = async <T>(step: StepContext, value: () => T): Promise<T> => {
    step.beat({ phase: 'recorded answer' });
    await delay(deps.profile.answerMs, undefined, { signal: step.signal });
    return value();
  };
  const trialOf = (input: ProbeInput) =>
    drawTrial(deps, input.candidate.configuration, input.trial);
  return {
    prepare: (input, step) => answer(step, () => prepared(deps, input.configuration)),
    apply: (input, step) =>
      answer(step, () => {
        const { apply, durations } = drawTrial(deps, input.configuration, 0);
        if (apply.kind === 'refused') return apply;
        return { ...apply, bootMs: durations.bootMs, restartMs: deps.profile.estimates.restartMs };
      }),
    probeStt: (input, step) =>
      answer(step, () => timed(trialOf(input).stt, deps.profile.estimates.soloSttMs)),
    probeLlm: (input, step) =>
      answer(step, () => timed(trialOf(input).llm, deps.profile.estimates.soloLlmMs)),
    probeCapacity: (input, step) =>
      answer(step, () => {
        const { capacity, durations } = trialOf(input);
        return timed(capacity, durations.probeMs);
      }),
    sampleGpu: (input, _until, step) => answer(step, () => recorded(trialOf(input).gpu, 'gpu')),
    setDeadline: () => undefined,
    stop: async () => ({ proven: true, usedMiB: 0 }),
  };
}

/** The landscape's answers are known beforehand: what prepare would learn is the profile's estimates. */
function prepared(deps: RecordedRigDeps, configuration: Configuration): Prepared {
  const { profile, landscape } = deps;
  const { apply } = drawTrial(deps, configuration, 0);
  const about = { card: landscape.card, driver: landscape.driver, engines: landscape.engines };
  return {
    environment: {
      ...about,
      host: deps.host,
      versions: { landscape: landscape.name },
      simulated: true,
      digest: digestOf(about),
    },
    costs: profile.estimates,
    weightsMiB: profile.memory.weightsMiB,
    overheadMiB: profile.memory.overheadMiB,
    proof: apply.kind === 'applied' ? apply.proof : null,
    words: landscape.words,
    tookMs: 0,
    measured: false,
  };
}

function drawTrial(
  { landscape, seed }: RecordedRigDeps,
  configuration: Configuration,
  trial: number,
): RecordedTrial {
  const key = configurationKey(configuration);
  const cell = landscape.cells.find((each) => configurationKey(each.configuration) === key);
  const repeats = cell?.repeats ?? [];
  const [index] = nextInt(streamFor(seed, key, trial), Math.max(1, repeats.length));
  return recorded(repeats[index], key);
}

function recorded<T>(value: T | undefined, what: string): T {
  if (value !== undefined) return value;
  throw new DreamError('FILES_ABSENT', {
    what: `the landscape has no answer for ${what}`,
    fix: 'record it, or use a search space that the landscape covers',
  });
}

function timed<T extends object>(result: T | undefined, tookMs: number): T & { tookMs: number } {
  return { ...recorded(result, 'a probe'), tookMs };
}
