import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decisionWords,
  isOwn,
  readDecision,
  refusalOf,
} from '../../../src/domain/promotion/decision.ts';
import type { DecisionInput, OpenProposal } from '../../../src/domain/promotion/decision.ts';
import { approved, rejectedAlone } from './proposals.ts';

const hex = '8f3a1c09d2b47e65'.repeat(4);
const sent = { who: 'ann@desk', reason: 'the margin is clear', digest: hex };

/** What a kept answer may not have; a refusal has to say something. */
const flawsOf = (read: DecisionInput | string): readonly string[] => {
  if (typeof read === 'string') return read === '' ? ['an empty refusal'] : [];
  const { who, reason, digest, ...more } = read;
  const unclean = /[\p{Cc}\p{Cf}\p{Surrogate}\u2028\u2029]/u;
  return [
    ...[who, reason].filter((text) => unclean.test(text) || text !== text.trim()),
    ...(who.length < 1 || who.length > 200 ? ['length of the name'] : []),
    ...(reason.length < 10 || reason.length > 500 ? ['length of the reason'] : []),
    ...(/^[0-9a-f]{12,64}$/.test(digest) ? [] : ['digest']),
    ...Object.keys(more),
  ];
};

describe('an answer as it is sent', () => {
  test.each([
    undefined,
    null,
    7,
    'approve',
    [],
    {},
    { ...sent, who: 1 },
    { ...sent, reason: null },
  ])('that has no name, reason and digest as texts (%j) is refused', (value) => {
    expect(readDecision(value)).toMatch(/^send \{"who":/);
  });

  const nameWords = 'say who you are, at most 200 characters';
  const shortWords = 'give a reason of at least 10 characters';
  const longWords = 'give a reason of at most 500 characters';
  const digestWords =
    'give the digest of the evidence that you saw: its 64 hex digits, or at least the first 12';

  test.each([
    ['an empty name', { who: '' }, nameWords],
    ['a name of nothing that is seen', { who: ' \u200B\n' }, nameWords],
    ['a name of 200 characters', { who: 'a'.repeat(200) }, null],
    ['a name of 201 characters', { who: 'a'.repeat(201) }, nameWords],
    ['a reason of 9 characters', { reason: 'a'.repeat(9) }, shortWords],
    ['a reason of 10 characters', { reason: 'a'.repeat(10) }, null],
    ['a reason of 9 characters and blanks', { reason: `${'a'.repeat(9)}\n \n ` }, shortWords],
    ['a reason of 500 characters', { reason: 'a'.repeat(500) }, null],
    ['a reason of 501 characters', { reason: 'a'.repeat(501) }, longWords],
    ['a digest of 11 digits', { digest: hex.slice(0, 11) }, digestWords],
    ['a digest of 12 digits', { digest: hex.slice(0, 12) }, null],
    ['a digest of 64 digits', { digest: hex }, null],
    ['a digest of 65 digits', { digest: `${hex}a` }, digestWords],
    ['a digest in capitals, with blanks', { digest: ` ${hex.toUpperCase()}\n` }, null],
    ['a digest that is no hex', { digest: `${hex.slice(0, 12)}g` }, digestWords],
  ])('with %s: %j', (_what, given, refusal) => {
    const read = readDecision({ ...sent, ...given });
    expect(typeof read === 'string' ? read : null).toBe(refusal);
  });

  test('is kept on one line, its digest in small letters, and nothing else of it', () => {
    const odd = {
      who: ' ann\n@desk\u202E',
      reason: 'one\r\nline\tonly',
      digest: hex.toUpperCase(),
    };
    expect(readDecision({ ...odd, state: 'approved', alone: false })).toEqual({
      who: 'ann @desk',
      reason: 'one line only',
      digest: hex,
    });
  });

  test('of any JSON at all is refused in words, or is clean and within its bounds', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 600 }), fc.constant(sent.reason));
    const digest = fc.oneof(fc.constant(hex), fc.string());
    const near = fc.record({ who: text, reason: text, digest });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.anything(), near), (value) => {
        expect(flawsOf(readDecision(value))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});

const open = (
  more: Partial<OpenProposal['evidence']> = {},
  approval: OpenProposal['evidence']['approval'] = 'two-person',
): OpenProposal => ({
  evidence: { approval, requester: 'ann@desk', proposedBy: null, ...more },
  digest: hex,
  expiresMs: 1_000,
});

const answer = (more: Partial<DecisionInput> = {}, choice: 'approve' | 'reject' = 'approve') => ({
  choice,
  input: { ...sent, who: 'ben@desk', ...more },
  nowMs: 999,
});

describe('an answer', () => {
  test.each([
    [999, null],
    [1_000, 'the proposal has expired; propose the run again'],
    [1_001, 'the proposal has expired; propose the run again'],
  ])('at %i ms of a proposal that expires at 1000 ms: %j', (nowMs, refusal) => {
    expect(refusalOf(open(), { ...answer(), nowMs })).toBe(refusal);
    expect(refusalOf(open(), { ...answer({}, 'reject'), nowMs })).toBe(refusal);
  });

  test.each([
    [hex, null],
    [hex.slice(0, 12), null],
    [`${hex.slice(0, 12)}0`, 'the digest is not that of this evidence: look at it again'],
    [hex.slice(1, 13), 'the digest is not that of this evidence: look at it again'],
  ])('with digest %s: %j', (digest, refusal) => {
    expect(refusalOf(open(), answer({ digest }))).toBe(refusal);
    expect(refusalOf(open(), answer({ digest }, 'reject'))).toBe(refusal);
  });
});

describe('where two people have to decide', () => {
  const own = 'ann@desk asked for it, so another person has to approve';
  const byAnn = answer({ who: 'ann@desk' });

  test('who asked for the run may not approve it', () => {
    expect(refusalOf(open(), byAnn)).toBe(own);
  });

  test('who proposed it by hand may not approve it', () => {
    expect(refusalOf(open({ requester: 'cleo@desk', proposedBy: 'ann@desk' }), byAnn)).toBe(own);
  });

  test('who asked for it may reject it', () => {
    expect(refusalOf(open(), answer({ who: 'ann@desk' }, 'reject'))).toBeNull();
  });

  test('another person may approve it', () => {
    expect(refusalOf(open(), answer())).toBeNull();
  });

  test('anybody may approve what nobody said to have asked for', () => {
    expect(refusalOf(open({ requester: '' }), answer())).toBeNull();
  });

  test('no spelling of case or tool lets the one who asked approve', () => {
    const letter = fc.constantFrom(...'abkzàéïßσςǆİıſﬁΐΰ0-_.'.split(''));
    const word = fc.array(letter, { minLength: 1, maxLength: 6 }).map((all) => all.join(''));
    const name = fc.oneof(
      word,
      fc.tuple(word, word).map(([user, host]) => `${user}@${host}`),
    );
    const tool = fc.constantFrom('', 'temporal-cli:', 'Temporal-CLI: ', 'TEMPORAL-CLI:');
    const spelled = fc.constantFrom(
      (text: string) => text,
      (text: string) => text.toUpperCase(),
      (text: string) => text.toLowerCase(),
      (text: string) => text.normalize('NFD'),
      (text: string) => ` ${text}\u200B`,
    );
    const role = fc.constantFrom('requester', 'proposedBy');
    fc.assert(
      fc.property(name, tool, spelled, role, (asked, prefix, spell, as) => {
        const proposal = open({ requester: 'cleo@desk', [as]: asked });
        const read = readDecision({ ...sent, who: prefix + spell(asked) });
        if (typeof read === 'string') throw new Error(read);
        expect(refusalOf(proposal, answer(read))).toContain('another person has to approve');
      }),
      { numRuns: 1_000 },
    );
  });
});

test('where one person may decide, the one who asked may approve', () => {
  expect(refusalOf(open({}, 'solo'), answer({ who: 'ann@desk' }))).toBeNull();
});

describe('a decision is of the one who asked', () => {
  test.each([
    ['ann@desk', true],
    ['cleo@desk', true],
    ['ben@desk', false],
  ])('where %s decides: %s', (who, own) => {
    expect(isOwn({ requester: 'ann@desk', proposedBy: 'cleo@desk' }, who)).toBe(own);
  });

  test('and of nobody else where nobody proposed it by hand', () => {
    expect(isOwn({ requester: 'ann@desk', proposedBy: null }, 'ben@desk')).toBe(false);
  });
});

describe('the words of a decision', () => {
  test.each([
    [approved, 'approved by ben@desk: the margin is clear'],
    [rejectedAlone, 'rejected by ben@desk (who also asked for it): the margin is clear'],
    [
      { state: 'expired', atMs: 1, cause: 'time', detail: '' } as const,
      'expired: nobody decided in time',
    ],
    [
      { state: 'expired', atMs: 1, cause: 'environment', detail: 'the card has changed' } as const,
      'void: the card has changed',
    ],
  ])('say how it ended', (decision, words) => {
    expect(decisionWords(decision)).toBe(words);
  });
});
