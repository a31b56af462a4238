import type { ProcessProfile } from '../contracts/schemas/profile.ts';
import type { Spec } from '../contracts/schemas/spec.ts';
import type { EngineHost, EngineHostOptions } from '../engines/engine-host.ts';
import type { ClipSet, Load } from '../load/index.ts';
import type { StepContext } from './rig.ts';

export type EngineRigDeps = {
  readonly profile: ProcessProfile;
  /** Everything of the host but the clips, which only the spec names. */
  readonly host: Omit<EngineHostOptions, 'profile'>;
  readonly hostName: string;
  readonly configDir: string;
  readonly cacheDir: string;
  /** The guards fire so long after the deadline, when nobody else did. */
  readonly guardGraceMs: number;
};

/** What a session knows once it is prepared. */
export type Bench = {
  readonly spec: Spec;
  readonly clips: ClipSet;
  readonly engines: EngineHost;
  readonly load: (step: StepContext) => Load;
};
