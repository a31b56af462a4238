import type { StepActivities } from '../contracts/activities.ts';
import { remainingUntil, runStep } from './step-context.ts';
import type { Sessions } from './session.ts';

/** The steps of the holder: thin shells around the session's rig. */
export function createSteps(sessions: Sessions): StepActivities {
  return {
    prepare: (input) => runStep(sessions, input.token, ({ rig }, step) => rig.prepare(input, step)),
    setDeadline: (input) =>
      runStep(sessions, input.token, async ({ rig }) =>
        rig.setDeadline(remainingUntil(input.deadlineMs)),
      ),
    applyConfiguration: (input) =>
      runStep(sessions, input.token, ({ rig }, step) => rig.apply(input, step)),
    probeStt: (input) =>
      runStep(sessions, input.token, ({ rig }, step) => rig.probeStt(input, step)),
    probeLlm: (input) =>
      runStep(sessions, input.token, ({ rig }, step) => rig.probeLlm(input, step)),
    probeCapacity: (input) =>
      runStep(sessions, input.token, async (session, step) => {
        const result = await session.rig.probeCapacity(input, step);
        session.endProbes(input.trial);
        return result;
      }),
    sampleGpu: (input) =>
      runStep(sessions, input.token, (session, step) =>
        session.rig.sampleGpu(input, session.probesEnded(input.trial), step),
      ),
  };
}
