import type { Observations } from '../observation.ts';
import { levelOf, modelOf } from '../space.ts';
import type { ExperimentView, Row } from './view.ts';

/** All that was seen of a row on its boot, with the solo figures that stand for it; null where a part is missing. */
export function observationsOf(
  { spec, solo }: Pick<ExperimentView, 'spec' | 'solo'>,
  { configuration, applied, joint, gpu }: Row,
): Observations | null {
  if (spec === null || applied === null || joint === null || gpu === null) return null;
  const stt = solo.stt[modelOf(spec.space, configuration)];
  const llm = solo.llm[levelOf(spec.space, configuration)];
  if (stt === undefined || llm === undefined) return null;
  return { applied, stt, llm, capacity: joint, gpu };
}
