import type { GpuDescription, InfoActivities } from '../contracts/activities.ts';
import type { Sessions } from './session.ts';

export type DescribeDeps = {
  readonly sessions: Sessions;
  readonly about: Omit<GpuDescription, 'holder'>;
};

/** Answers on the info queues: pollers listed for a queue include the dead, an answer does not. */
export function createDescribeGpu({ sessions, about }: DescribeDeps): InfoActivities {
  return { describeGpu: async () => ({ ...about, holder: sessions.holder() }) };
}
