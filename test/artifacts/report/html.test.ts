import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeHtml, html, trusted } from '../../../src/artifacts/report/html/markup.ts';
import { renderReport } from '../../../src/artifacts/report/index.ts';
import type { ReportInput } from '../../../src/artifacts/report/index.ts';
import { hostile } from './hostile.ts';
import { graveRun, proposedRun, realRun, recordedRun } from './reported-runs.ts';

const proposed = proposedRun();

const pageOf = (input: ReportInput): string => {
  const rendered = renderReport(input);
  if (rendered === null) throw new Error('no report');
  return rendered.html;
};

/** Every tag of a page, by name and the names of its attributes. */
const tagsOf = (page: string): ReadonlySet<string> => {
  const tags = page.match(/<[^>]*>/g) ?? [];
  return new Set(tags.map((tag) => tag.replaceAll(/="[^"]*"/g, '=').replaceAll(/\s+/g, ' ')));
};

describe('a text in a page', () => {
  test('cannot become markup, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = escapeHtml(text);
        expect(escaped).not.toMatch(/[<>"'`]/);
        expect(escaped.replaceAll(/&(?:amp|lt|gt|quot|#39|#96);/g, '')).not.toContain('&');
      }),
    );
  });

  test('is shown as it is, but for marks that turn its direction or cannot be seen', () => {
    expect(html`<p>${'a < b & "c"'}</p>`.text).toBe('<p>a &lt; b &amp; &quot;c&quot;</p>');
    expect(escapeHtml('a\u202Eb\u0000c\nd')).toBe('a\uFFFDb\uFFFDc\nd');
  });

  test('is put in once; pieces stay markup, nothing stays nothing', () => {
    const piece = html`<b>${'<'}</b>`;
    expect(html`${[piece, null, 7]}${trusted('<hr>')}`.text).toBe('<b>&lt;</b>7<hr>');
  });
});

describe('hostile text in every field of a run', () => {
  const known = tagsOf([pageOf(proposed), pageOf(hostile(proposed, 'x'))].join(''));
  const attack = fc.oneof(
    fc.constantFrom(
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "' onload='alert(1)",
      '</style><script>',
      '</title></svg><iframe src=//x>',
      ']]><!--',
      '&lt;b&gt;',
    ),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );

  test('leaves the page with the tags and attributes that it has without', () => {
    fc.assert(
      fc.property(attack, (text) => {
        const added = [...tagsOf(pageOf(hostile(proposed, text)))].filter((tag) => !known.has(tag));
        expect(added).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test('stands there for people to read', () => {
    expect(pageOf(hostile(proposed, '<i>evil</i>'))).toContain('&lt;i&gt;evil&lt;/i&gt;');
  });
});

describe('the page', () => {
  const page = pageOf(proposed);

  test('needs nothing but itself: no script, no address, and a policy that forbids both', () => {
    expect(page).not.toMatch(/<script|<link|<iframe|@import|url\((?!#)|src=/i);
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:\/\//);
    expect(page).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`,
    );
  });

  test('has no id twice', () => {
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('has a table for every chart', () => {
    const charts = page.match(/<figure/g)?.length ?? 0;
    expect(charts).toBe(7);
    expect(page.match(/<summary>Table: SIMULATED: /g)).toHaveLength(charts);
  });

  test.each([
    ['a simulated run', proposed],
    ['a run of real engines', realRun()],
    ['a run of many trials', manyTrials(proposed)],
  ])('of %s is below 1.5 MB', (_what, input) => {
    expect(Buffer.byteLength(pageOf(input))).toBeLessThan(1_500_000);
  });

  test('says SIMULATED where engines were, and only there', () => {
    expect(page).toContain('<strong>SIMULATED</strong>');
    expect(pageOf(realRun())).not.toContain('SIMULATED');
  });

  test.each([
    ['nothing better was found', 'cancel', 'Keep 50 % / small'],
    ['nothing was confirmed', 'stop', '60 % / base: not proposed'],
    ['nothing was measured', 'stop-while-waiting', 'Nothing to propose'],
  ])('says in its heading that nothing is proposed where %s', (_why, name, title) => {
    expect(pageOf(recordedRun(name))).toContain(`<h1 id="proposed-title">${title}</h1>`);
  });

  test('says of whom the difference is where the baseline stays', () => {
    const { result } = proposed;
    const told = '60 % / base and 50 % / small cannot be told apart; keep the baseline';
    const kept = { ...result, outcome: 'not-distinguishable', winner: result.baseline } as const;
    const shown = pageOf({ ...proposed, result: { ...kept, sentence: told }, proposal: null });
    expect(shown).toContain(`<p class="basis">${told}. 95 % interval`);
    expect(shown).toContain('Keep 50 % / small');
  });

  test('shows the gravest risks first, and the rest on demand', () => {
    const grave = pageOf(graveRun());
    const risks = grave.slice(grave.indexOf('id="risks"'), grave.indexOf('id="measured"'));
    expect(risks.indexOf('Not confirmed')).toBeLessThan(risks.indexOf('Out of memory'));
    expect(risks).toMatch(/<summary>\d more<\/summary>/);
  });

  test('says that nothing was verified, and what is broken where it was', () => {
    expect(pageOf(realRun())).toContain('not verified here');
    const broken = {
      level: null,
      records: 3,
      head: null,
      findings: ['spec.json: another digest'],
      notes: [],
    };
    const bad = pageOf({ ...proposed, verification: broken });
    expect(bad).toContain('BROKEN');
    expect(bad).toContain('spec.json: another digest');
  });

  test('tells the folder of another run from this one by the head of its chain', () => {
    const verification = proposed.verification && {
      ...proposed.verification,
      head: 'f'.repeat(64),
    };
    expect(pageOf({ ...proposed, verification })).toContain('is not that of the result');
  });
});

/** 600 trials of a large space. */
function manyTrials(input: ReportInput): ReportInput {
  const { view } = input;
  const [first] = view.rows;
  if (first === undefined) throw new Error('no rows');
  const rows = Array.from({ length: 600 }, (_, place) => ({
    ...first,
    id: `c${place}`,
    generation: Math.floor(place / 4),
  }));
  return { ...input, view: { ...view, rows } };
}
