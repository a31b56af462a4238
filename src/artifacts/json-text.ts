/** Text of a JSON file for people: indented, fields in the order of the value, absent ones left out. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
