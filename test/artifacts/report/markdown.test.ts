import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderReport } from '../../../src/artifacts/report/index.ts';
import type { ReportInput } from '../../../src/artifacts/report/index.ts';
import { code, markdownTable, plain } from '../../../src/artifacts/report/markdown-text.ts';
import { hostile } from './hostile.ts';
import { proposedRun, realRun } from './reported-runs.ts';

const markdownOf = (input: ReportInput): string => renderReport(input)?.markdown ?? '';

const headings = (text: string): readonly string[] =>
  text.split('\n').filter((line) => /^#+ /.test(line));

describe('the PHASE report', () => {
  test('has its chapters in the order in which a reviewer asks', () => {
    expect(headings(markdownOf(proposedRun()))).toEqual([
      '# PHASE report: spica_gpu_allocation',
      '## Question',
      '## Method',
      '## What was measured, on what',
      '## Result against the baseline',
      '## What could go wrong',
      '## What it does not show',
      '## Lineage',
      '## How to repeat',
      '## Decision asked for',
    ]);
  });

  test('asks for a decision on a proposal, with the digest of what is shown', () => {
    const text = markdownOf(proposedRun());
    expect(text).toContain('**Approve or reject: 60 % / base in place of 50 % / small.**');
    expect(text).toContain(`\`${'ab'.repeat(32)}\``);
    expect(text).toContain('llm: `--gpu-memory-utilization=0.50` becomes');
  });

  test('asks for none where nothing is proposed, and says why', () => {
    expect(markdownOf(realRun())).toContain(
      '**None: nothing is proposed.** The quality of 15 % / tiny.en was not decidable',
    );
  });

  test('keeps its chapters whatever texts a run holds', () => {
    const proposed = proposedRun();
    const attack = fc.constantFrom(
      '\n# Approved',
      '| x |\n| - |',
      '```\n# x',
      '<img src=x>',
      '](x)',
    );
    fc.assert(
      fc.property(attack, (text) => {
        const told = headings(markdownOf(hostile(proposed, text)));
        expect(told.slice(1)).toEqual(headings(markdownOf(proposed)).slice(1));
        const outsideCode = markdownOf(hostile(proposed, text)).replaceAll(/(`+)[^`].*?\1/g, '');
        expect(outsideCode).not.toMatch(/(?<!\\)<img/);
      }),
      { numRuns: 10 },
    );
  });
});

describe('a text in Markdown', () => {
  test.each([
    ['a|b', 'a\\|b'],
    ['<b>', '\\<b\\>'],
    ['snake_case', 'snake_case'],
    ['_x_', '\\_x\\_'],
    ['# x', '\\# x'],
    ['- x', '\\- x'],
    ['1. x', '1\\. x'],
    ['1.5', '1.5'],
    ['-0.5', '-0.5'],
    ['a\nb', 'a b'],
    ['https://x', 'https:\u200B//x'],
  ])('%j is %j', (text, shown) => {
    expect(plain(text)).toBe(shown);
  });

  test.each([
    ['x', '`x`'],
    ['a`b', '`` a`b ``'],
    ['``', '``` `` ```'],
  ])('%j as code is %j', (text, shown) => {
    expect(code(text)).toBe(shown);
  });

  test('of a cell stays in its cell', () => {
    const table = { columns: ['a', 'b'], rows: [['x|y\nz', '']] };
    expect(markdownTable(table)).toBe('| a | b |\n| --- | --- |\n| x\\|y z |   |');
  });
});
