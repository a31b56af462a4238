const hidden = '[hidden]';
const maxDepth = 6;
const maxTextLength = 4_096;

const secretName =
  /(api[-_]?key|password|passwd|secret|authorization|cookie|credential|private[-_]?key)$/i;
const secretToken = /(^|[-_])(access|auth|bearer|refresh|hf|id)[-_]?token$/i;

/** Secrets inside a text: bearer tokens, key=value pairs, user:password in addresses, known key shapes. */
const secretTexts: readonly (readonly [RegExp, string])[] = [
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${hidden}`],
  [
    /((?:api[-_]?key|password|passwd|secret|(?:hf|access|auth)[-_]?token)["']?\s*[=:]\s*["']?)[^\s"',;&]+/gi,
    `$1${hidden}`,
  ],
  [/(\/\/[^\s/:@]+:)[^\s/@]+@/g, `$1${hidden}@`],
  [/\b(?:sk|hf|ghp|gho|xoxb)[-_][\w-]{16,}/g, hidden],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, hidden],
];

/** A text without secrets, at most 4,096 characters long. */
export function redactText(text: string): string {
  const clean = secretTexts.reduce((rest, [pattern, by]) => rest.replace(pattern, by), text);
  return clean.length <= maxTextLength ? clean : `${clean.slice(0, maxTextLength)}...`;
}

/** A copy of log fields without secrets: by name of the field and by shape of the text. */
export function redactFields(fields: object): Record<string, unknown> {
  return redactObject(fields, 0);
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') {
    return redactText(value);
  }
  if (typeof value === 'bigint') {
    return value.toString();
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (depth >= maxDepth) {
    return '[too deep]';
  }
  return Array.isArray(value)
    ? value.map((item: unknown) => redactValue(item, depth + 1))
    : redactObject(value, depth + 1);
}

function redactObject(value: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    readEntries(value).map(([name, inner]) => [
      name,
      secretName.test(name) || secretToken.test(name) ? hidden : redactValue(inner, depth),
    ]),
  );
}

/** An error's name, message, stack and cause are not enumerable; a log without them is of no use. */
function readEntries(value: object): [string, unknown][] {
  const entries: [string, unknown][] = Object.entries(value);
  if (!(value instanceof Error)) {
    return entries;
  }
  const { name, message, stack, cause } = value;
  const own: [string, unknown][] = [
    ['name', name],
    ['message', message],
    ['stack', stack],
  ];
  return [
    ...own,
    ...(cause === undefined ? [] : [['cause', cause] satisfies [string, unknown]]),
    ...entries,
  ];
}
