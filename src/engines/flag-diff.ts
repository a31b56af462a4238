import type { EngineSpec, ProcessProfile } from '../contracts/schemas/profile.ts';
import { flagChanges } from '../domain/review/flags.ts';
import type { FlagChange } from '../domain/review/flags.ts';
import type { Configuration, EngineRole } from '../domain/space.ts';
import { renderCommand } from './engine-command.ts';
import type { Placeholders } from './engine-command.ts';

/**
 * The server flags that differ between two configurations, in the order of production. Placeholders
 * stand for themselves, so that no path of a machine gets in. null where the profile refuses one.
 */
export function flagDiff(
  profile: ProcessProfile,
  baseline: Configuration,
  candidate: Configuration,
): readonly FlagChange[] | null {
  try {
    return profile.productionOrder.flatMap((role) =>
      flagChanges(role, commandOf(profile, role, baseline), commandOf(profile, role, candidate)),
    );
  } catch {
    return null;
  }
}

function commandOf(
  { engines }: ProcessProfile,
  role: EngineRole,
  configuration: Configuration,
): readonly string[] {
  const spec = engines[role];
  const own = Object.entries(configuration).filter(([knob]) => knob in spec.knobs);
  return renderCommand(spec, Object.fromEntries(own), selfNamed(spec));
}

/** Every placeholder that the engine uses, standing for itself. */
function selfNamed({ command, knobs }: EngineSpec): Placeholders {
  const texts = Object.values(knobs).flatMap((knob) => [
    knob.argument,
    ...(knob.type === 'choice' ? Object.values(knob.values) : []),
  ]);
  const names = [...command, ...texts].flatMap(
    (text) => text.match(/\{[a-z][A-Za-z0-9_-]*\}/g) ?? [],
  );
  return Object.fromEntries(names.map((braced) => [braced.slice(1, -1), braced]));
}
