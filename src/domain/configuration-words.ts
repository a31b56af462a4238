import type { Configuration } from './space.ts';

/** A configuration for people: `50 % / small`; knobs that end in `_pct` are shares of the card. */
export function configurationWords(configuration: Configuration): string {
  return Object.entries(configuration)
    .map(([name, value]) => (name.endsWith('_pct') ? `${value} %` : String(value)))
    .join(' / ');
}
