import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderReport } from '../../src/artifacts/report/index.ts';
import type { ReportInput } from '../../src/artifacts/report/index.ts';
import { graveRun, proposedRun, realRun, recordedRun } from '../artifacts/report/reported-runs.ts';
import { axeFindings, missingLibraries, openBrowser, skipWords } from './chromium.ts';

const folder = mkdtempSync(join(tmpdir(), 'dream-report-'));
let browser: Browser;
beforeAll(async () => {
  if (missingLibraries.length === 0) browser = await openBrowser();
});
afterAll(async () => {
  if (missingLibraries.length === 0) await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

const runs: Readonly<Record<string, ReportInput>> = {
  proposed: proposedRun(),
  real: realRun(),
  grave: graveRun(),
  'no baseline': recordedRun('no-baseline'),
  'nothing measured': recordedRun('stop-while-waiting'),
};

const screens = {
  light: { width: 1440, height: 900, colorScheme: 'light' },
  dark: { width: 1440, height: 900, colorScheme: 'dark' },
  phone: { width: 360, height: 800, colorScheme: 'light' },
  'dark phone': { width: 360, height: 800, colorScheme: 'dark' },
} as const;

type Screen = keyof typeof screens;

/** The page of a run, opened from disk without any network, and what it asked for. */
async function openReport(run: string, screen: Screen) {
  const input = runs[run];
  const rendered = input === undefined ? null : renderReport(input);
  if (rendered === null) throw new Error(`no report of ${run}`);
  const file = join(folder, `${run} ${screen}.html`);
  writeFileSync(file, rendered.html);
  const { width, height, colorScheme } = screens[screen];
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    offline: true,
  });
  const page = await context.newPage();
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  const address = pathToFileURL(file).href;
  await page.goto(address);
  return { page, asked, complaints, address };
}

const answers = ['proposed', 'better', 'targets', 'risks', 'measured', 'integrity'];

async function bottoms(page: Page): Promise<Readonly<Record<string, number>>> {
  const boxes = await Promise.all(
    answers.map(async (id) => {
      const box = await page.locator(`#${id}`).boundingBox();
      return [id, box === null ? Number.NaN : box.y + box.height] as const;
    }),
  );
  return Object.fromEntries(boxes);
}

describe.skipIf(missingLibraries.length > 0)(`the report in Chromium${skipWords}`, () => {
  const everywhere = Object.keys(runs).flatMap((run) =>
    (['light', 'dark', 'phone', 'dark phone'] as const).map((screen) => [run, screen] as const),
  );

  test.each(everywhere)('of a run %s is accessible on the screen %s', async (run, screen) => {
    const { page } = await openReport(run, screen);
    await page.evaluate(
      `document.querySelectorAll('details').forEach((each) => { each.open = true; })`,
    );
    expect(await axeFindings(page)).toEqual([]);
    await page.context().close();
  });

  test.each(Object.keys(runs))(
    'of a run %s answers without scrolling on 1440 x 900',
    async (run) => {
      const { page } = await openReport(run, 'light');
      const below = Object.entries(await bottoms(page)).filter(([, bottom]) => !(bottom <= 900));
      expect(below).toEqual([]);
      await page.context().close();
    },
  );

  test.each(Object.keys(runs))('of a run %s fits a phone of 360 px', async (run) => {
    const { page } = await openReport(run, 'phone');
    await page.evaluate(
      `document.querySelectorAll('details').forEach((each) => { each.open = true; })`,
    );
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await page.context().close();
  });

  test('asks nobody for anything, and its policy has nothing to forbid', async () => {
    const { page, asked, complaints, address } = await openReport('proposed', 'light');
    expect(asked).toEqual([address]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('is dark where the reader wants it so', async () => {
    const ground = async (screen: Screen): Promise<unknown> => {
      const { page } = await openReport('proposed', screen);
      const colour: unknown = await page.evaluate(
        'getComputedStyle(document.body).backgroundColor',
      );
      await page.context().close();
      return colour;
    };
    expect(await ground('light')).toBe('rgb(244, 245, 247)');
    expect(await ground('dark')).toBe('rgb(13, 16, 21)');
  });

  test('is read by keyboard: skip link first, then every table opens', async () => {
    const { page } = await openReport('proposed', 'light');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the verdict');
    const summary = page.locator('summary').first();
    await summary.focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('details[open] table').first().isVisible()).toBe(true);
    await page.context().close();
  });
});
