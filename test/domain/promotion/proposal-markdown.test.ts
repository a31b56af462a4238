import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDecision } from '../../../src/domain/promotion/decision.ts';
import type { Decision, DecisionInput } from '../../../src/domain/promotion/decision.ts';
import type { Evidence } from '../../../src/domain/promotion/evidence.ts';
import { proposalMarkdown, whoWords } from '../../../src/domain/promotion/proposal-markdown.ts';
import type { Review } from '../../../src/domain/review/review.ts';
import { approved, approvedBy, digest, evidence, review } from './proposals.ts';

const until = '2026-11-23 10:00 UTC';

const markdown = (more: Partial<Evidence> = {}, decision: Decision | null = null): string =>
  proposalMarkdown({ evidence: { ...evidence, ...more }, digest }, { until, decision });

const reviewed = (more: Partial<Review>): string => markdown({ review: { ...review, ...more } });

describe('a proposal in the UI', () => {
  test('has all that an answer needs', () => {
    expect(markdown()).toMatchSnapshot();
  });

  test('says until when it waits', () => {
    expect(markdown()).toContain(`**Waits for an answer until ${until}.**`);
  });

  test('ends with an answer that is refused until it is filled in', () => {
    const json = markdown().split('```json')[1]?.replace('```', '') ?? '';
    const blank = JSON.parse(json) as DecisionInput;
    expect(digest.startsWith(blank.digest)).toBe(true);
    expect(readDecision(blank)).toContain('say who you are');
    expect(readDecision({ ...blank, who: 'ann' })).toContain('give a reason');
    expect(readDecision({ ...blank, who: 'ann', reason: 'the margin is clear' })).toBeTypeOf(
      'object',
    );
  });

  test('has an empty line before each list, without which the UI shows none', () => {
    expect(markdown()).not.toMatch(/^(?!- |$).*\n- /m);
  });

  test('says what the winner ties with, where it was chosen among equals', () => {
    expect(markdown()).toContain(`\n\n${review.tie ?? ''}.\n\n|`);
    expect(reviewed({ tie: null })).not.toContain('are equal');
  });

  test('once decided says how, and asks for nothing more', () => {
    const text = markdown({}, approved);
    expect(text).toContain('**approved by ben@desk: the margin is clear**');
    expect(text).not.toContain('Send update');
    expect(text).not.toContain('Waits for an answer');
  });

  test('without flags says that they are not known', () => {
    expect(markdown({ flags: null })).toContain('**Changes**\n\n- the flags are not known here\n');
  });

  test('names a flag that comes or goes', () => {
    const flags = [{ engine: 'stt', from: null, to: null }] as const;
    expect(markdown({ flags })).toContain('- stt: `nothing` becomes `nothing`\n');
  });

  test('says who has to approve, for which target', () => {
    const two = { approval: 'two-person', target: 'production' } as const;
    expect(markdown(two)).toContain('target production, another person has to approve\n');
    expect(markdown()).toContain('target simulated, one person may approve (solo)\n');
  });

  test('is marked SIMULATED only where it is', () => {
    expect(markdown()).toMatch(/^## 55 % \/ small instead of 50 % \/ small \(SIMULATED\)\n/);
    expect(reviewed({ simulated: false })).not.toContain('SIMULATED');
  });

  test('shows a missed target as one, and a run without figures too', () => {
    expect(markdown()).toContain('| 6 turns (fewer than 8) | 2 turns (fewer than 4) | **no** |');
    expect(reviewed({ candidate: null, comparison: null, targets: [] })).toContain('| --- |\n\n');
  });
});

describe('who asked for it', () => {
  test.each([
    ['ann@desk', null, 'ann@desk (claimed)'],
    ['', null, 'nobody who said a name'],
    ['ann@desk', 'ben@desk', 'ann@desk (claimed), proposed by ben@desk (claimed)'],
  ])('%j, %j: %s', (requester, proposedBy, words) => {
    expect(whoWords({ ...evidence, requester, proposedBy })).toBe(words);
  });
});

/** The proposal with one text of strangers wherever there may be one. */
const told = (text: string): string => {
  const { candidate, risks, environment, baseline } = review;
  if (candidate === null || risks === null || environment === null) throw new Error('nothing');
  const configuration = { vllm_memory_pct: 55, whisper_model: text };
  const broken = { kind: 'unmeasured', cause: 'infrastructure', evidence: text } as const;
  return markdown(
    {
      requester: text,
      proposedBy: text,
      flags: [{ engine: 'llm', from: text, to: text }],
      review: {
        ...review,
        run: { ...review.run, runId: text, engines: text },
        sentence: text,
        candidate: { ...candidate, configuration },
        baseline: { ...baseline, configuration },
        risks: {
          ...risks,
          outOfMemory: [configuration],
          neighbours: [{ configuration, verdict: broken }],
        },
        workload: { ...review.workload, name: text },
        environment: { ...environment, card: text, driver: text, host: text },
      },
    },
    approvedBy(text, text),
  );
};

/** What Markdown reads as its own in each line: code and escaped marks are text. */
const marksOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.replaceAll(/\\.|`[^`]+`/g, '').replaceAll(/[^\\`*_~[\]<>|#$&{}]/g, ''));

describe('text of engines and people', () => {
  test.each([
    '',
    'a | b | c',
    '` `` ``` code',
    '\\` \\| \\',
    '<img src=x onerror=alert(1)> <!-- ',
    'one\n\n## two\r\n| a |\n~~~\n',
    '~~~ fence',
    '[link](javascript:alert(1)) ![i](x)',
    '**bold** __bold__ # title',
    'line\u2028separator\u0085next',
    '$5 and $6, {#id}, {workflowId}, &lt;b&gt;',
  ])('never becomes Markdown of its own: %j', (text) => {
    expect(marksOf(told(text))).toEqual(marksOf(told('text')));
  });

  test('never does, whatever it is', () => {
    const mark = fc.constantFrom(...'\\`*_~[]<>|#$&{}\n\r\t -=1.:a\u2028'.split(''));
    const hostile = fc.oneof(fc.string({ unit: mark }), fc.string({ unit: 'binary' }));
    const expected = marksOf(told('text'));
    fc.assert(
      fc.property(hostile, (text) => {
        expect(marksOf(told(text))).toEqual(expected);
      }),
    );
  });
});
