import { configurationWords } from '../../domain/configuration-words.ts';
import { roleOf } from '../../domain/series/standing.ts';
import type { Standing } from '../../domain/series/standing.ts';
import type { ExperimentView, Row } from '../../domain/view/view.ts';

/** `Fitness by generation`, with the mark of simulated figures. */
export function titleOf({ spec }: ExperimentView, title: string): string {
  return spec?.simulated === true ? `SIMULATED: ${title}` : title;
}

/** What a text of the run looks like in one line: no control or direction marks, not too long. */
export function plainText(text: string, most = 200): string {
  // lone surrogates and control characters have no place in XML
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF]/gu, ' ');
  const characters = Array.from(plain);
  return characters.length <= most ? plain : `${characters.slice(0, most - 1).join('')}…`;
}

/** Text for the inside of an element. */
export function escapeXml(text: string): string {
  return plainText(text, 2_000)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** `50 % / small`, as much of it as fits. */
export function shortConfiguration({ configuration }: Row, most = 14): string {
  return plainText(configurationWords(configuration), most);
}

/** The same as `roleOf` where there is little room. */
export function shortRole(standing: Standing, row: Row): string {
  const role = roleOf(standing, row);
  if (!role.includes(', ')) return role;
  return standing.isWinner ? 'baseline wins' : 'baseline leads';
}

/** Two lines beside an axis: who it is, then the part it plays. */
export function axisWords(standing: Standing, row: Row): string {
  const role = row.purpose === 'confirm' ? 'fresh boot' : shortRole(standing, row);
  const name = `${plainText(row.id, 6)} ${shortConfiguration(row, 30)}`;
  return role === '' ? name : `${name}\n${role}`;
}

/** A candidate in the first column of a table: `c5, winner`. */
export function tableName(standing: Standing, row: Row): string {
  const role = row.purpose === 'confirm' ? 'fresh boot' : roleOf(standing, row);
  return role === '' ? row.id : `${row.id}, ${role}`;
}

/** A candidate in a sentence: `c5 (50 % / small)`. */
export function namedRow(row: Row): string {
  return `${plainText(row.id, 12)} (${shortConfiguration(row, 60)})`;
}

/** What a probe is called on a chart. */
export function probeWords(activity: string): string {
  switch (activity) {
    case 'probeStt':
      return 'speech';
    case 'probeLlm':
      return 'text';
    default:
      return 'joint load';
  }
}
