import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { errorCodes, exitCodeOf } from '../../src/contracts/errors.ts';

it('has one page for each error code, and no other', () => {
  const pages = readdirSync('docs/errors').filter((file) => file !== 'README.md');
  expect(pages.sort()).toEqual(errorCodes.map((code) => `${code}.md`).sort());
});

it.each(errorCodes)(
  'docs/errors/%s.md states its exit code, an example and how to mend',
  (code) => {
    const page = readFileSync(`docs/errors/${code}.md`, 'utf8');
    expect(page).toContain(`# ${code}\n\nExit code ${exitCodeOf(code)}. `);
    expect(page).toContain(`error[${code}] `);
    expect(page).toMatch(/\*\*How to mend\.\*\*\n\n- /);
  },
);
