import { readFile } from 'node:fs/promises';

import type { Page } from '@playwright/test';

import { expectAccessible } from './axe';
import { expect, OPERATOR, signIn, test } from './stack';

const CUSTOMER = '971557654321';
/** As the simulated phone calls itself. */
const NAME = /^Customer 4321/;

interface Line {
  kind: string;
  data: Record<string, unknown>;
}

/** What a click makes the browser save. */
async function saved(page: Page, button: string): Promise<{ text: string; lines: Line[] }> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: button, exact: true }).click();
  const text = await readFile(await (await download).path(), 'utf8');
  const lines = text.trim().split('\n');
  return { text, lines: lines.map((line) => JSON.parse(line) as Line) };
}

async function choose(page: Page, entry: string) {
  await page.getByRole('button', { name: 'Actions', exact: true }).click();
  await page.getByRole('menuitem', { name: entry }).click();
}

test('a person is exported with their words, erased from the page, and gone', async ({
  page,
  stack,
}) => {
  const tenant = await stack.linked('Palm Homes', 'owner');
  const phone = stack.phone(tenant.session, CUSTOMER);
  await phone.write('Hello, I look for a home for my quokka');
  await expect.poll(async () => (await phone.read()).length).toBeGreaterThan(0);
  await signIn(page, tenant.agent, '/conversations');
  await page.getByRole('link', { name: NAME }).click();
  await expect(page.getByRole('log').getByText(/my quokka/)).toBeVisible();

  await choose(page, 'Export this person’s data');
  const { text, lines } = await saved(page, 'Export');
  await expect(page.getByText(/^Saved: \d+ records/)).toBeVisible();
  expect(text).toContain('a home for my quokka');
  expect(lines.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['contact', 'address', 'conversation', 'message']),
  );
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await choose(page, 'Erase this person');
  await expect(page.getByText('This cannot be undone.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Erase for good' }).click();
  await expect(page.getByText(/^The person is erased/)).toBeVisible();
  await expect(page).toHaveURL('/conversations');
  await expect(page.getByText('No conversations yet')).toBeVisible();
  await page.goto('/leads');
  await expect(page.getByText('No leads yet')).toBeVisible();

  // What was done is told, without whom; and of all that there is, nothing is of them.
  await page.goto('/settings/privacy');
  await expect(page.getByRole('cell', { name: /^Customer erased/ })).toBeVisible();
  await expect(page.getByRole('cell', { name: /^Customer’s data exported/ })).toBeVisible();
  const everything = await saved(page, 'Export everything');
  expect(everything.lines[0]?.kind).toBe('tenant');
  expect(everything.text).not.toContain('quokka');
  expect(everything.text).not.toContain(CUSTOMER);
});

test('an operator says how long a tenant keeps messages, and its owner sees it', async ({
  page,
  browser,
  stack,
}) => {
  const tenant = await stack.tenant('Marina Estates', 'owner');
  await signIn(page, OPERATOR, `/tenants/${tenant.id}/privacy`);
  await page.getByRole('switch', { name: /^Messages/ }).click();
  await page.getByLabel('Messages: days', { exact: true }).fill('40');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('messages older than 40 days, with their files')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save and remove' }).click();
  await expect(page.getByText(/It holds from now on/)).toBeVisible();
  await expect(page.getByText('Messages: 40 days, files: without end')).toBeVisible();

  // To erase the tenant its name has to be typed.
  await page.getByRole('button', { name: 'Delete tenant' }).click();
  const erase = page.getByRole('dialog').getByRole('button', { name: 'Delete tenant' });
  await expect(erase).toBeDisabled();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();

  const owner = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  await signIn(owner, tenant.agent, '/settings/privacy');
  await expect(owner.getByLabel('Messages: days', { exact: true })).toHaveValue('40');
  await expect(owner.getByRole('cell', { name: 'an operator' })).toBeVisible();
  await owner.context().close();
});

test('an operator follows a message from the chat', async ({ page, stack }) => {
  const tenant = await stack.linked('Old Town Lettings');
  const phone = stack.phone(tenant.session, CUSTOMER);
  await phone.write('Hello');
  await expect.poll(async () => (await phone.read()).length).toBeGreaterThan(0);
  await signIn(page, OPERATOR, `/visit/${tenant.id}`);
  await page.getByRole('link', { name: NAME }).click();
  await page.getByRole('log').getByRole('link', { name: 'Way of this message' }).first().click();
  await expect(page).toHaveURL(/\/trace\?tenant_id=\d+&message_id=\d+/);
  await expect(page.getByText('Received from WAHA')).toBeVisible();
});
