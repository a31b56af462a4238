import type { Browser, Locator, Page } from 'playwright-core';
import { vi } from 'vitest';

const patience = { timeout: 30_000, interval: 300 };

/** Temporal's Web UI (2.54), used by what a person sees there: roles, labels and texts. */
export async function openTemporalUi(browser: Browser, uiUrl: string) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  page.setDefaultTimeout(patience.timeout);
  const workflows = `${uiUrl}/namespaces/default/workflows`;
  return {
    listed: (query: string, id: string) => listed(page, `${workflows}?query=${query}`, id),
    openWorkflow: (id: string) => page.goto(`${workflows}/${id}`),
    startWorkflow: (form: StartForm) => startWorkflow(page, workflows, form),
    readDetails: (text: string) => readDetails(page, text),
    openUpdate: (name: string) => openUpdate(page, name),
    readEvents: (name: string) => readEvents(page, name),
  };
}

export type TemporalUi = Awaited<ReturnType<typeof openTemporalUi>>;

type StartForm = { readonly id: string; readonly type: string; readonly input: object };

/** Start Workflow of the list. */
async function startWorkflow(page: Page, workflows: string, { id, type, input }: StartForm) {
  await page.goto(workflows);
  await page.getByRole('link', { name: 'Start Workflow' }).click();
  await page.getByRole('textbox', { name: 'Workflow ID' }).fill(id);
  await page.getByRole('textbox', { name: 'Task Queue' }).fill('dream');
  await page.getByRole('textbox', { name: 'Workflow Type' }).fill(type);
  await fillData(page.getByRole('textbox', { name: 'Data' }), input);
  await page.getByRole('button', { name: 'Start Workflow' }).click();
  await page.getByText('Workflow started successfully').first().waitFor();
}

/** The filtered list, once it has this workflow: it follows a moment later. */
function listed(page: Page, address: string, id: string): Promise<string> {
  return vi.waitFor(async () => {
    await page.goto(address);
    await page.getByRole('link', { name: id, exact: true }).waitFor({ timeout: 5_000 });
    return page.getByRole('table').innerText();
  }, patience);
}

/** The current details, once they have this text: `R` asks for them anew. */
async function readDetails(page: Page, text: string) {
  await page.getByRole('tab', { name: 'User Metadata' }).click();
  const shown = page.frameLocator('#user-metadata-current-details').getByRole('main');
  await vi.waitFor(async () => {
    await page.keyboard.press('r');
    if (!(await shown.getByText(text).isVisible())) throw new Error(`not shown: ${text}`);
  }, patience);
  return shown;
}

/** More Actions, Send an Update; with the name chosen. */
async function openUpdate(page: Page, name: string) {
  await page.getByRole('button', { name: 'More Actions' }).click();
  await page.getByRole('menuitem', { name: 'Send an Update' }).click();
  const dialog = page.getByRole('dialog', { name: 'Send an Update' });
  await dialog.getByRole('button', { name: 'Select an Update' }).click();
  await dialog.getByRole('option', { name: new RegExp(`^${name}`) }).click();
  return {
    send: async (input: object) => {
      await fillData(dialog.getByRole('textbox', { name: 'Data' }), input);
      await dialog.getByRole('button', { name: 'Submit' }).click();
    },
    refusal: async (why: string) => {
      const alert = dialog.getByRole('alert').filter({ hasText: why });
      await alert.waitFor();
      return alert.innerText();
    },
    taken: async () => {
      await page.getByText('Update successful').first().waitFor();
      await dialog.waitFor({ state: 'hidden' });
    },
  };
}

/** On lines of its own, as the form formats it: otherwise its button moves away from the click. */
function fillData(field: Locator, input: object): Promise<void> {
  return field.fill(JSON.stringify(input, null, 2));
}

/** The event history, once it has this event. */
async function readEvents(page: Page, name: string): Promise<string> {
  await page.getByRole('tab', { name: 'Event History' }).click();
  await page.getByText(name).first().waitFor();
  return page.getByRole('table').innerText();
}
