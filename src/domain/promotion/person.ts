import { plainText } from '../evidence.ts';

/** What the `temporal` command puts before the name of its user; Temporal's UI says no name. */
const tools = /^(temporal-cli:)+/;

/** A claimed name as it is compared: without case, blanks, and the tool that said it. */
export function personOf(claimed: string): string {
  const name = plainText(claimed.normalize('NFKC')).replaceAll(/\s+/g, '');
  // Upper case last: it alone does not depend on the letters around.
  return name.toLowerCase().replace(tools, '').toUpperCase().normalize('NFKC');
}

/**
 * true where two claimed names mean one person: `ann@desk` is `temporal-cli:ann@desk`, and `ann`
 * alone is `ann` on any machine. Nobody is the same as somebody without a name.
 */
export function isSamePerson(one: string, other: string): boolean {
  const [left, right] = [personOf(one), personOf(other)];
  if (left === '' || right === '') return false;
  if (left.includes('@') && right.includes('@')) return left === right;
  return left.split('@')[0] === right.split('@')[0];
}
