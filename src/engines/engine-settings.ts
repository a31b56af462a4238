import { DreamError } from '../contracts/errors.ts';
import type { ProcessProfile } from '../contracts/schemas/profile.ts';
import type { Configuration, EngineRole } from '../domain/space.ts';
import { renderCommand } from './engine-command.ts';
import type { Placeholders } from './engine-command.ts';

export type EngineSettings = Readonly<Record<EngineRole, Configuration>>;

/**
 * A configuration cut by engine. Everything is rendered once before anything is touched: what the
 * profile does not allow is refused while the old engines still run.
 */
export function splitSettings(
  profile: ProcessProfile,
  configuration: Configuration,
  placeholders: Placeholders,
): EngineSettings {
  const settings = {
    llm: pickSettings(profile, configuration, 'llm'),
    stt: pickSettings(profile, configuration, 'stt'),
  };
  const unknown = Object.keys(configuration).find(
    (name) => !(name in settings.llm) && !(name in settings.stt),
  );
  if (unknown !== undefined) {
    throw new DreamError('REFUSED', {
      what: `${unknown} is no knob of engine profile ${profile.name}`,
      why: 'only flags that the profile lists are ever applied',
      fix: `add the knob to the profile or take it out of the search space`,
    });
  }
  const address = { host: '127.0.0.1', port: '0' };
  renderCommand(profile.engines.llm, settings.llm, { ...placeholders, ...address });
  renderCommand(profile.engines.stt, settings.stt, { ...placeholders, ...address });
  return settings;
}

const pickSettings = (
  profile: ProcessProfile,
  configuration: Configuration,
  role: EngineRole,
): Configuration =>
  Object.fromEntries(
    Object.entries(configuration).filter(([name]) =>
      Object.hasOwn(profile.engines[role].knobs, name),
    ),
  );
