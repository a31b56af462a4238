import { spawnSync } from 'node:child_process';
import chromium from '@sparticuz/chromium';
import axe from 'axe-core';
import { chromium as driver } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

export const executablePath = await chromium.executablePath();

/** Shared libraries that this machine lacks for Chromium; empty where it can start. */
export const missingLibraries = missingIn(executablePath);

/** For the names of skipped tests: never a silent skip. */
export const skipWords =
  missingLibraries.length === 0
    ? ''
    : ` (SKIPPED: Chromium needs ${missingLibraries.join(', ')}; on Debian: apt-get install libnss3 libnspr4)`;

if (skipWords !== '') process.stderr.write(`browser tests${skipWords}\n`);

/** The loader itself tells what it would load, and starts nothing. */
function missingIn(program: string): readonly string[] {
  const { stdout } = spawnSync(program, {
    encoding: 'utf8',
    env: { LD_TRACE_LOADED_OBJECTS: '1' },
  });
  return [...stdout.matchAll(/^\s*(\S+) => not found$/gm)].map(([, name]) => name ?? '');
}

/** A real Chromium. It must survive the end of a page, so it is no single process. */
export async function openBrowser(): Promise<Browser> {
  const single = ['--single-process', '--no-zygote'];
  const args = chromium.args.filter((flag) => !single.includes(flag));
  return driver.launch({ executablePath, args, headless: true });
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe-core finds in a page, each finding in a line; nothing where it is accessible. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found: unknown = await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)} }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`,
  );
  return found as readonly string[];
}
