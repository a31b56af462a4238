import { isAlias, isPair, isScalar, isSeq, visit } from 'yaml';
import type { Document, Node, Scalar } from 'yaml';
import { showValue, stripControls } from './printable.ts';
import type { ConfigProblem } from './problem.ts';

type Source = { readonly text: string; readonly place: (offset: number) => string };

type Finding = Pick<ConfigProblem, 'got' | 'allowed' | 'fix'>;

/** What YAML allows and a config should not have: each finding with its place. */
export function findNodeProblems(document: Document, source: Source): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  visit(document, {
    Node: (key, node, ancestors) => {
      const written = source.text.slice(node.range?.[0] ?? 0, node.range?.[1] ?? 0);
      for (const finding of inspect(node, written, key === 'key')) {
        const where = source.place(node.range?.[0] ?? 0);
        problems.push({ where, path: pathOf(node, ancestors), ...finding });
      }
    },
  });
  return problems;
}

function inspect(node: Node, written: string, isKey: boolean): readonly Finding[] {
  if (isAlias(node)) {
    return [refuse(`the alias ${showValue(written)}`, 'no aliases', 'write the value out')];
  }
  return [
    ...(node.anchor === undefined
      ? []
      : [refuse(`the anchor &${node.anchor}`, 'no anchors', 'remove it')]),
    ...(node.tag === undefined
      ? []
      : [refuse(`the tag ${showTag(node.tag)}`, 'no tags', 'remove it')]),
    ...(isKey ? inspectKey(node, written) : isScalar(node) ? inspectNumber(node, written) : []),
  ];
}

function inspectKey(node: Node, written: string): readonly Finding[] {
  const key: unknown = isScalar(node) ? node.value : undefined;
  if (key === '<<') {
    return [refuse('the merge key <<', 'no merge keys', 'write the values out, or use `extends`')];
  }
  if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
    return [refuse(`the key ${key}`, 'a key of the schema', 'remove it')];
  }
  return typeof key === 'string'
    ? []
    : [refuse(`the key ${showValue(written)}`, 'a text as key', 'put it in quotes or rename it')];
}

const plainNumber = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/;
/** Reads as a number elsewhere, and as a text here. */
const looksNumeric = /^[-+]?(0[0-9_]+|[0-9]+(_[0-9]+)+)$/;

/** One way to write a number; others mean different values to different readers. */
function inspectNumber({ value }: Scalar, written: string): readonly Finding[] {
  if (typeof value !== 'number') {
    return looksNumeric.test(written)
      ? [refuse(written, 'a plain number', `write ${written.replaceAll('_', '')}`)]
      : [];
  }
  if (!Number.isFinite(value)) {
    return [refuse(showValue(written), 'a finite number', 'write the number')];
  }
  if (!plainNumber.test(written)) {
    return [refuse(showValue(written), 'a plain decimal number', `write ${value}`)];
  }
  return Number.isInteger(value) && !Number.isSafeInteger(value)
    ? [refuse(showValue(written), `at most ${Number.MAX_SAFE_INTEGER}`, 'it would be rounded')]
    : [];
}

const showTag = (tag: string): string => tag.replace('tag:yaml.org,2002:', '!!');

const refuse = (got: string, allowed: string, fix: string): Finding => ({ got, allowed, fix });

function pathOf(node: Node, ancestors: readonly unknown[]): string {
  const steps = [...ancestors, node].flatMap((ancestor, index, all) => {
    if (isPair(ancestor)) {
      return [isScalar(ancestor.key) ? String(ancestor.key.value) : '?'];
    }
    return isSeq(ancestor) && index + 1 < all.length
      ? [String(ancestor.items.findIndex((item) => item === all[index + 1]))]
      : [];
  });
  return stripControls(steps.join('.'));
}
