export type Sample = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

/** Prometheus text exposition: comments are skipped, a line that is not a sample is left out. */
export function parsePrometheus(text: string): readonly Sample[] {
  return text.split('\n').flatMap((line) => parseSample(line.trim()) ?? []);
}

/** The sum over all label sets of a counter or gauge; null: not exposed. */
export function sumOf(samples: readonly Sample[], name: string): number | null {
  const own = samples.filter((sample) => sample.name === name);
  return own.length === 0 ? null : own.reduce((sum, { value }) => sum + value, 0);
}

function parseSample(line: string): Sample | null {
  const name = /^[A-Za-z_:][\w:]*/.exec(line)?.[0];
  if (name === undefined) {
    return null;
  }
  const labelled = parseLabels(line, name.length);
  if (labelled === null) {
    return null;
  }
  const [value = '', , ...rest] = line.slice(labelled.end).trim().split(/\s+/);
  const parsed = parseValue(value);
  return parsed === null || rest.length > 0
    ? null
    : { name, labels: labelled.labels, value: parsed };
}

type Labelled = { readonly labels: Readonly<Record<string, string>>; readonly end: number };

const labelPattern = /\s*([A-Za-z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,|(?=\}))/y;

function parseLabels(line: string, start: number): Labelled | null {
  if (line[start] !== '{') {
    return { labels: {}, end: start };
  }
  const entries: [string, string][] = [];
  let position = start + 1;
  for (;;) {
    labelPattern.lastIndex = position;
    const match = labelPattern.exec(line);
    if (match === null) {
      const closing = /\s*\}/y;
      closing.lastIndex = position;
      return closing.test(line)
        ? { labels: Object.fromEntries(entries), end: closing.lastIndex }
        : null;
    }
    entries.push([match[1] ?? '', unescapeLabel(match[2] ?? '')]);
    position = labelPattern.lastIndex;
  }
}

const unescapeLabel = (text: string): string =>
  text.replace(/\\(.)/g, (whole, character: string) => {
    const meanings: Readonly<Record<string, string>> = { n: '\n', '\\': '\\', '"': '"' };
    return meanings[character] ?? whole;
  });

function parseValue(text: string): number | null {
  switch (text) {
    case '+Inf':
    case 'Inf':
      return Number.POSITIVE_INFINITY;
    case '-Inf':
      return Number.NEGATIVE_INFINITY;
    case 'NaN':
      return Number.NaN;
    default:
      return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : null;
  }
}
