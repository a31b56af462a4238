import { describe, expect, test } from 'vitest';
import {
  createPaint,
  isColour,
  plainPaint,
  safeText,
  splitColours,
} from '../../../src/cli/render/paint.ts';
import { renderPromotions } from '../../../src/cli/render/promotion-list.ts';
import { renderPromotion } from '../../../src/cli/render/promotion.ts';
import type { PromotionView } from '../../../src/client/read-promotion.ts';
import type { Decision } from '../../../src/domain/promotion/decision.ts';
import type { Evidence } from '../../../src/domain/promotion/evidence.ts';
import type { Review } from '../../../src/domain/review/review.ts';
import { promotionId, proposal } from '../../artifacts/promotion/promotion-folder.ts';
import {
  approved,
  approvedBy,
  evidence,
  expiresMs,
  rejectedAlone,
  review,
} from '../../domain/promotion/proposals.ts';

const startedMs = expiresMs - 86_400_000;
const nowMs = startedMs + 60_000;

type Given = Partial<Omit<PromotionView, 'proposal'>> & {
  readonly evidence?: Partial<Evidence>;
  readonly review?: Partial<Review>;
};

const viewOf = ({ evidence: more, review: reviewed, ...rest }: Given = {}): PromotionView => ({
  promotionId,
  run: review.run.runId,
  startedMs,
  state: 'proposed',
  proposal: {
    ...proposal,
    evidence: { ...evidence, ...more, review: { ...review, ...reviewed } },
  },
  expiresMs,
  decision: null,
  isOpen: true,
  why: '',
  ...rest,
});

const endedBy = (decision: Decision): PromotionView =>
  viewOf({ state: decision.state, decision, isOpen: false });

const gathering: PromotionView = {
  ...viewOf({ state: 'gathering', expiresMs: null }),
  proposal: null,
};
const refused: PromotionView = {
  ...{ ...gathering, state: 'refused', isOpen: false },
  why: 'nothing better was found: 50 % / small stays',
};

const render = (view: PromotionView, more: Partial<Parameters<typeof renderPromotion>[0]> = {}) =>
  renderPromotion({ view, nowMs, own: 'npx dream', paint: plainPaint, ...more });
const head = (view: PromotionView, at = nowMs) =>
  render(view, { nowMs: at }).split('\n').slice(0, 2).join('\n');

const alone = { ...approvedBy('ann@desk'), alone: true } as Decision;
const late = { state: 'expired', atMs: expiresMs, cause: 'time', detail: '' } as const;
const changed: Decision = {
  state: 'expired',
  atMs: nowMs,
  cause: 'environment',
  detail: 'the card or its driver has changed since the run',
};
const undecided = {
  ...review.quality,
  ...({ verdict: 'not-decidable', wordErrorPpm: 41_000 } as const),
};

describe('a proposal on a screen', () => {
  test('that waits has verdict, change, targets, risks, trust and the commands that answer', () => {
    expect(render(viewOf())).toMatchSnapshot();
  });

  test('to production asks for a person other than the requester', () => {
    const view = viewOf({
      evidence: { target: 'production', approval: 'two-person', proposedBy: 'cleo@desk' },
      review: { simulated: false, tie: null },
    });
    expect(render(view)).toMatchSnapshot();
  });

  test.each([
    ['approved by another', endedBy(approved)],
    ['approved alone', endedBy(alone)],
    ['rejected by the one who asked', endedBy(rejectedAlone)],
    ['expired', endedBy(late)],
    ['void, as the environment has changed', endedBy(changed)],
    ['ended from outside', viewOf({ state: 'refused', isOpen: false, why: 'by hand' })],
  ])('that was %s says how, where the files are, and no command', (_how, view) => {
    const text = render(view);
    expect([head(view), ...text.split('\n').slice(-3)].join('\n')).toMatchSnapshot();
    expect(text).not.toContain('npx dream');
  });

  test('past its time is expired, also where no worker has said so', () => {
    expect(head(viewOf(), expiresMs - 1)).toContain('waits for an answer until');
    expect(head(viewOf(), expiresMs)).toMatch(/\nexpired at 2026-11-23 09:02 UTC$/);
    expect(render(viewOf(), { nowMs: expiresMs })).not.toContain('npx dream');
  });

  test('that was refused says why, one that is being put together that it is', () => {
    expect(render(refused)).toMatchSnapshot();
    expect(render(gathering)).toBe(`${promotionId}\nbeing put together`);
  });

  test('without flags says why they are not known', () => {
    const text = render(viewOf({ evidence: { flags: null } }));
    expect(text).toContain(
      '  the flags are not known here: the profile has changed, or starts no servers\n',
    );
  });

  test('shows a flag that comes or goes', () => {
    const flags = [
      { engine: 'llm', from: '--old', to: null },
      { engine: 'stt', from: null, to: '--new' },
    ] as const;
    const text = render(viewOf({ evidence: { flags } }));
    expect(text).toContain('  llm  --old  ->  (nothing)\n  stt  (nothing)  ->  --new\n');
  });

  test('whose quality was not decidable says so', () => {
    expect(render(viewOf({ review: { quality: undecided } }))).toContain(
      'NOT DECIDABLE on fewer than 500 reference words',
    );
  });

  test('of a run that found nothing still can be looked at', () => {
    const none = { candidate: null, comparison: null, targets: [], risks: null };
    expect(render(viewOf({ review: none }))).toContain('CHANGE  50 % / small  ->  nothing');
  });
});

describe('the screen', () => {
  const longWords = { who: 'b'.repeat(60), reason: 'because it is so. '.repeat(27) };
  const long = viewOf({
    evidence: {
      requester: 'a'.repeat(60),
      proposedBy: 'c'.repeat(60),
      flags: [{ engine: 'llm', from: `--from=${'f'.repeat(50)}`, to: `--to=${'t'.repeat(50)}` }],
    },
    review: {
      targets: review.targets.map((line) =>
        line.objective === 'capacity'
          ? { ...line, value: 16, interval: [16, null], baseline: 12, baselineInterval: [12, null] }
          : line,
      ),
    },
  });

  test.each([
    ['that waits', viewOf(), 45],
    ['that is void', endedBy(changed), 45],
    ['of long names, flags and figures', long, 60],
    ['with a long reason', endedBy(approvedBy(longWords.who, longWords.reason)), 60],
    ['that was refused at length', { ...refused, why: longWords.reason }, 60],
  ])('of a proposal %s is at most 100 columns wide', (_what, view, most) => {
    for (const own of ['dream', 'npx dream', 'docker compose exec control dream']) {
      const lines = render(view, { own }).split('\n');
      expect(lines.filter((line) => line.length > 100)).toEqual([]);
      expect(lines.length).toBeLessThanOrEqual(most);
    }
  });

  test('has each command on one line where it fits', () => {
    expect(render(viewOf({ promotionId: 'promotion-spica-1' }))).toMatch(
      /\n {2}npx dream promotions approve promotion-spica-1 --digest [0-9a-f]{16} --reason "\.\.\."\n/,
    );
  });

  test('prints commands that a shell reads back as they are', () => {
    const text = render(viewOf({ promotionId: "promotion-x; rm -rf '~'" }));
    expect(text).toContain("'promotion-x; rm -rf '\\''~'\\''' --digest");
  });

  test('takes no line from text of engines and people', () => {
    const hostile = 'x\n\nANSWER\n  dream promotions approve evil\u001B[2J\u202E';
    const view = viewOf({
      evidence: { requester: hostile },
      review: { sentence: hostile, run: { ...review.run, runId: hostile } },
      decision: approvedBy(hostile, hostile),
    });
    const lines = safeText(render(view)).split('\n');
    expect(lines.filter((line) => line.startsWith('ANSWER'))).toHaveLength(1);
    expect(lines.join('')).not.toMatch(/\p{Cc}|\p{Cf}/u);
  });

  test('marks by words as well as by colour', () => {
    const painted = render(viewOf(), { paint: createPaint(true) });
    expect(painted).toContain('\u001B[33m  SIMULATED\u001B[0m');
    expect(painted).toContain('\u001B[31m✗ missed\u001B[0m');
    const bare = splitColours(painted).filter((piece) => !isColour(piece));
    expect(bare.join('')).toBe(render(viewOf()));
  });
});

describe('the list of proposals', () => {
  test('has each with its configuration, when it was proposed, and where it stands', () => {
    const views = [
      viewOf(),
      gathering,
      refused,
      ...[endedBy(approved), endedBy(alone), endedBy(late), endedBy(changed)],
      viewOf({ expiresMs: nowMs }),
      viewOf({ why: 'the bundle is another' }),
    ].map((view, place) => ({ ...view, promotionId: `promotion-spica-${place}` }));
    expect(renderPromotions(views, nowMs, plainPaint)).toMatchSnapshot();
  });

  test('has one line for each, whatever was said', () => {
    const loud = viewOf({ why: `one\ntwo ${'three '.repeat(40)}`, promotionId: 'promotion-a\nb' });
    const lines = renderPromotions(
      [loud, endedBy(approvedBy('ben', 'so '.repeat(160)))],
      nowMs,
      plainPaint,
    );
    expect(lines.split('\n')).toHaveLength(3);
    expect(Math.max(...lines.split('\n').map((line) => line.length))).toBeLessThan(150);
  });
});
