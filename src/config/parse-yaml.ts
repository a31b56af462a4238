import { isMap, isNode, isPair, LineCounter, parseDocument } from 'yaml';
import type { Document, Node, YAMLParseError } from 'yaml';
import { findNodeProblems } from './check-nodes.ts';
import { showValue } from './printable.ts';
import { invalid, ok } from './problem.ts';
import type { ConfigProblem, Result } from './problem.ts';

export type YamlPath = readonly (string | number)[];

/** Parsed YAML that still knows where everything stands. */
export type Yaml = {
  readonly value: unknown;
  /** file:line:col of a value; of its nearest parent where it is absent. */
  readonly locate: (path: YamlPath) => string;
  /** file:line:col of the key that ends the path. */
  readonly locateKey: (path: YamlPath) => string;
  /** The value as written. */
  readonly show: (path: YamlPath) => string;
};

const maxProblems = 20;

/** Plain data only: no aliases, anchors, tags, merge keys, second documents or odd numbers. */
export function parseYaml(text: string, file: string): Result<Yaml> {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    version: '1.2',
    schema: 'core',
    merge: false,
    strict: true,
    uniqueKeys: true,
    prettyErrors: false,
    logLevel: 'error',
  });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const syntax = onePerLine(document.errors.map((error) => describeSyntax(error, place)));
  if (syntax.length > 0) {
    return invalid(...syntax.slice(0, maxProblems));
  }
  const odd = findNodeProblems(document, { text, place });
  if (odd.length > 0) {
    return invalid(...odd.slice(0, maxProblems));
  }
  const value: unknown = document.toJS({ maxAliasCount: -1 });
  if (value === null) {
    return invalid({
      where: `${file}:1:1`,
      path: '',
      got: 'nothing: the config is empty',
      allowed: 'a YAML mapping',
      fix: 'write a starter with: dream config init',
    });
  }
  return ok({ value, ...createLocators(document, text, place) });
}

function createLocators(document: Document, text: string, place: (offset: number) => string) {
  const find = (path: YamlPath): Node | null => {
    const found: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
    return isNode(found) ? found : null;
  };
  const locate = (path: YamlPath): string => {
    const start = find(path)?.range?.[0];
    if (start !== undefined) {
      return place(start);
    }
    return path.length === 0 ? place(0) : locate(path.slice(0, -1));
  };
  const locateKey = (path: YamlPath): string => {
    const parent = find(path.slice(0, -1));
    const pair = isMap(parent)
      ? parent.items.find((item) => isPair(item) && String(item.key) === String(path.at(-1)))
      : undefined;
    const key: unknown = pair?.key;
    return isNode(key) && key.range ? place(key.range[0]) : locate(path);
  };
  const show = (path: YamlPath): string => {
    const range = find(path)?.range;
    return range ? showValue(text.slice(range[0], range[1])) : 'nothing';
  };
  return { locate, locateKey, show };
}

function describeSyntax(error: YAMLParseError, place: (offset: number) => string): ConfigProblem {
  const [got, fix] = describeCode(error);
  return { where: place(error.pos[0]), path: '', got, allowed: 'valid YAML', fix };
}

function describeCode({ code, message }: YAMLParseError): readonly [string, string] {
  const text = `${showValue(message.replace(/[.:]$/, '')).toLowerCase()} (${code})`;
  switch (code) {
    case 'TAB_AS_INDENT':
      return [`a tab as indentation (${code})`, 'indent with spaces'];
    case 'DUPLICATE_KEY':
      return [`the same key twice (${code})`, 'remove one of the two'];
    case 'MULTIPLE_DOCS':
      return [`a second document (${code})`, 'keep one document: remove the line `---`'];
    case 'RESOURCE_EXHAUSTION':
      return [`nesting that is too deep (${code})`, 'write it flat'];
    default:
      return [text, 'mend the line'];
  }
}

/** One mistake often makes several errors on its line; the first says it. */
function onePerLine(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const lineOf = ({ where }: ConfigProblem) => where.replace(/:\d+$/, '');
  return problems.filter(
    (problem, index) => problems.findIndex((other) => lineOf(other) === lineOf(problem)) === index,
  );
}
