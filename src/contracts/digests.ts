import { digestOf } from '../domain/digest.ts';
import { withBaseline } from '../domain/space.ts';
import type { Profile } from './schemas/profile.ts';
import type { Spec } from './schemas/spec.ts';
import type { Workload } from './schemas/workload.ts';

/** Digest of an engine profile and, for a recorded one, of the landscape's text. */
export const profileDigestOf = (profile: Profile, landscape: string | null): string =>
  digestOf(withoutAbsent({ profile, landscape }));

/** Digest of a workload and of the bytes of its speech, both hex. */
export const workloadDigestOf = (workload: Workload, speechDigest: string): string =>
  digestOf(withoutAbsent({ workload, speechDigest }));

/** Completes a spec: the baseline a cell of the space, and its digest. */
export function sealSpec(rest: Omit<Spec, 'digest'>): Spec {
  const { knobs, bounds } = withBaseline(rest.space, rest.baseline);
  const space = {
    knobs: knobs.map((knob) => ({ ...knob, values: [...knob.values] })),
    bounds: [...bounds],
  };
  const present = withoutAbsent({ ...rest, space });
  return { ...present, digest: specDigestOf(present) };
}

/** true when the spec is what its digest says. */
export function isSealed(spec: Spec): boolean {
  const { digest, ...rest } = spec;
  return specDigestOf(withoutAbsent(rest)) === digest;
}

/**
 * Search attributes are the namespace's, and where a chain of runs is cut changes no measurement:
 * without both the digest is the same everywhere.
 */
const specDigestOf = ({ continueAfter: _cut, ...rest }: Omit<Spec, 'digest'>): string =>
  digestOf({ ...rest, searchAttributes: [] });

/** The value as JSON has it: fields that are undefined are not there. */
const withoutAbsent = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
