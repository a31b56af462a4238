import type { Rig } from '../../src/activities/rig.ts';

const unused = async (): Promise<never> => {
  throw new Error('this test does not use it');
};

/** A rig of which only `parts` are used. */
export function rigWith(parts: Partial<Rig>): Rig {
  return {
    prepare: unused,
    apply: unused,
    probeStt: unused,
    probeLlm: unused,
    probeCapacity: unused,
    sampleGpu: unused,
    setDeadline: () => undefined,
    stop: async () => ({ proven: true, usedMiB: 0 }),
    ...parts,
  };
}
