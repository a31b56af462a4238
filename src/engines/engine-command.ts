import { DreamError } from '../contracts/errors.ts';
import type { EngineSpec, KnobFlag } from '../contracts/schemas/profile.ts';
import type { Configuration, KnobValue } from '../domain/space.ts';

export type Placeholders = Readonly<Record<string, string>>;

/**
 * The whole command line: one flag for each knob, where the profile's command says `{knob}` or, if
 * it does not, at the end. Refuses whatever is outside the profile's bounds, wherever it came from.
 */
export function renderCommand(
  spec: EngineSpec,
  settings: Configuration,
  placeholders: Placeholders,
): readonly string[] {
  const flags = renderFlags(spec.knobs, settings, placeholders);
  const isPlaced = (knob: string): boolean =>
    spec.command.some((word) => word.includes(`{${knob}}`));
  return [
    ...spec.command.map((word) => fillPlaceholders(word, { ...placeholders, ...flags })),
    ...Object.entries(flags).flatMap(([knob, flag]) => (isPlaced(knob) ? [] : [flag])),
  ];
}

/** `{name}` becomes its value; braces around anything but a plain name stay as they are. */
export function fillPlaceholders(template: string, placeholders: Placeholders): string {
  return template.replace(/\{([a-z][A-Za-z0-9_-]*)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(placeholders, name) ? placeholders[name] : undefined;
    if (value === undefined) {
      throw new DreamError('CONFIG_INVALID', {
        what: `the engine profile uses ${whole}, which has no value here`,
        why: `"${template.slice(0, 120)}"`,
        fix: `use one of ${Object.keys(placeholders)
          .map((known) => `{${known}}`)
          .join(' ')}`,
      });
    }
    return value;
  });
}

/** The text that a knob's value has on the command line. */
export function renderValue(name: string, knob: KnobFlag, value: KnobValue): string {
  switch (knob.type) {
    case 'percent':
    case 'integer':
      return typeof value === 'number' && Number.isSafeInteger(value) && isWithin(value, knob)
        ? String(value)
        : refuse(name, value, `${knob.min} to ${knob.max}`);
    case 'choice': {
      const known = Object.hasOwn(knob.values, value) ? knob.values[value] : undefined;
      return known ?? refuse(name, value, Object.keys(knob.values).join(', '));
    }
  }
}

function renderFlags(
  knobs: EngineSpec['knobs'],
  settings: Configuration,
  placeholders: Placeholders,
): Placeholders {
  for (const [name, value] of Object.entries(settings)) {
    if (!Object.hasOwn(knobs, name)) {
      refuse(name, value, `a knob of the profile (${Object.keys(knobs).join(', ')})`);
    }
  }
  const flags = Object.entries(knobs).map(([name, knob]): [string, string] => {
    const value = settings[name];
    return value === undefined
      ? refuse(name, 'nothing', 'a value for every knob')
      : [name, renderFlag(knob, renderValue(name, knob, value), placeholders)];
  });
  return Object.fromEntries(flags);
}

function renderFlag(knob: KnobFlag, text: string, placeholders: Placeholders): string {
  const ratio = knob.type === 'percent' ? { ratio: (Number(text) / 100).toFixed(2) } : {};
  return fillPlaceholders(knob.argument, {
    ...placeholders,
    ...ratio,
    value: fillPlaceholders(text, placeholders),
  });
}

const isWithin = (value: number, { min, max }: { readonly min: number; readonly max: number }) =>
  value >= min && value <= max;

function refuse(name: string, value: KnobValue, allowed: string): never {
  throw new DreamError('REFUSED', {
    what: `${name} = ${String(value).slice(0, 60)} is not applied`,
    why: `the engine profile allows ${allowed}; nothing outside is ever applied`,
    fix: 'choose a value inside, or change the bounds of the profile by review',
  });
}
