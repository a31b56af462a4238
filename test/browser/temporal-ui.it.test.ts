import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { identitiesIn, startRecordedUp } from '../run/recorded-up.ts';
import type { RecordedUp } from '../run/recorded-up.ts';
import { missingLibraries, openBrowser, skipWords } from './chromium.ts';
import { openTemporalUi } from './temporal-ui.ts';
import type { TemporalUi } from './temporal-ui.ts';

const digestLine = 'Digest of this evidence';

describe.skipIf(missingLibraries.length > 0)(`in Temporal's Web UI${skipWords}`, () => {
  let up: RecordedUp;
  let browser: Browser;
  let ui: TemporalUi;
  beforeAll(async () => {
    up = await startRecordedUp();
    browser = await openBrowser();
    ui = await openTemporalUi(browser, up.uiUrl);
  });
  afterAll(async () => {
    await up.dispose();
    await browser.close();
  });

  /** What the page says an answer has to be, which is then filled in. */
  async function readAnswer(promotionId: string) {
    await ui.openWorkflow(promotionId);
    const details = await ui.readDetails(digestLine);
    return JSON.parse(await details.locator('pre').innerText()) as object;
  }

  async function proposedRun(runId: string): Promise<void> {
    await up.run('start', '--engines', 'recorded', '--run-id', runId);
    await up.run('watch', runId);
  }

  test('a run is started, and its proposal is shown with all that an answer needs', async () => {
    await ui.startWorkflow({ id: 'one', type: 'experiment', input: {} });
    await up.run('watch', 'one');
    await ui.openWorkflow('promotion-one');
    const details = await ui.readDetails(digestLine);
    const heading = details.getByRole('heading', { name: '55 % / base instead of 50 % / small' });
    expect(await heading.innerText()).toContain('(SIMULATED)');
    expect(await details.getByRole('row').count()).toBe(6);
    expect(await details.getByRole('cell', { name: '< 500 ms' }).count()).toBe(1);
    expect(await details.getByRole('list').count()).toBe(3);
    expect(await details.getByText(digestLine).innerText()).toMatch(/[0-9a-f]{64}$/);
    expect(await details.innerText()).toContain('asked for by nobody who said a name');
  });

  test('an approval with too short a reason is refused and the form says why', async () => {
    const blank = await readAnswer('promotion-one');
    const update = await ui.openUpdate('approve');
    await update.send({ ...blank, who: 'ann', reason: 'ok' });
    const why = 'give a reason of at least 10 characters';
    expect(await update.refusal(why)).toMatch(new RegExp(`^${why}\n`));
    await update.send(blank);
    expect(await update.refusal('say who you are')).not.toContain(why);
  });

  test('an approval is taken, and the page shows it', async () => {
    const blank = await readAnswer('promotion-one');
    const update = await ui.openUpdate('approve');
    await update.send({ ...blank, who: 'ann', reason: 'the margin is clear' });
    await update.taken();
    const details = await ui.readDetails('approved by ann: the margin is clear');
    expect(await details.innerText()).not.toContain('Send update');
    const events = await ui.readEvents('Workflow Execution Update Accepted');
    expect(events).toContain('approve');
  });

  test('the page says no name of its own, so that the one in the answer counts', async () => {
    expect(identitiesIn(await up.history('one'))).toEqual({ started: undefined, updates: [] });
    const { updates } = identitiesIn(await up.history('promotion-one'));
    expect(updates).toEqual([{ name: 'approve', identity: undefined }]);
  });

  test('a proposal is found in the list by its search attributes', async () => {
    const one = 'promotion-one';
    expect(await ui.listed("DreamPromotion='approved'", one)).not.toContain('experiment');
    expect(await ui.listed("DreamExperiment='short'", one)).toContain('experiment');
    const fit = "DreamState='completed' AND DreamBestFitness>0.6";
    expect(await ui.listed(fit, 'one')).not.toContain(one);
  });

  test('a rejection is taken, and the run may be proposed again from the form', async () => {
    await proposedRun('two');
    const blank = await readAnswer('promotion-two');
    const update = await ui.openUpdate('reject');
    await update.send({ ...blank, who: 'ann', reason: 'wait for the new driver' });
    await update.taken();
    const details = await ui.readDetails('rejected by ann: wait for the new driver');
    expect(await details.innerText()).not.toContain('Send update');
    await ui.startWorkflow({ id: 'promotion-two-2', type: 'promotion', input: { run: 'two' } });
    await ui.openWorkflow('promotion-two-2');
    const again = await ui.readDetails('Waits for an answer until');
    expect(await again.innerText()).toContain('Send update');
  });
});
