import { expectAccessible } from './axe';
import { expect, OPERATOR, signIn, test } from './stack';

test('an operator adds a tenant and its first person, who connects', async ({ page, stack }) => {
  const name = `Creek Realty ${Date.now()}`;
  await signIn(page, OPERATOR);
  await expect(page).toHaveURL('/fleet');
  await page.getByRole('link', { name: 'Tenants', exact: true }).click();
  await page.getByRole('button', { name: 'Add tenant' }).click();
  const form = page.getByRole('dialog', { name: 'New tenant' });
  await form.getByLabel('Name').fill(name);
  await form.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
  const id = stack.adopt(page.url());

  await page.getByRole('tab', { name: 'People' }).click();
  await page.getByRole('button', { name: 'Add person' }).click();
  const person = page.getByRole('dialog', { name: 'New person' });
  const email = `agent-${id}@e2e.peyk`;
  await person.getByLabel('E-mail').fill(email);
  await person.getByLabel('Password', { exact: true }).fill('peyk-demo');
  await person.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByRole('cell', { name: email, exact: true })).toBeVisible();

  const own = await (await page.context().browser()!.newContext()).newPage();
  await signIn(own, email, '/settings/whatsapp');
  await expect(own.getByRole('button', { name: 'Connect WhatsApp' })).toBeVisible();
  await own.context().close();
});

test('a tenant is suspended, served again without a scan, and deleted', async ({ page, stack }) => {
  const tenant = await stack.tenant('Old Town Lettings');
  await stack.api('POST', `/api/tenants/${tenant.id}/whatsapp/connect`);
  await stack.scan(tenant.session, '971503333333');
  const agent = await (await page.context().browser()!.newContext()).newPage();
  await signIn(agent, tenant.agent, '/settings/whatsapp');
  const card = agent.getByRole('region', { name: 'WhatsApp Integration' });
  await expect(card.getByText('+971503333333')).toBeVisible();

  await signIn(page, OPERATOR);
  await page.goto(`/tenants/${tenant.id}`);
  const choose = async (what: string) => {
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: what }).click();
  };
  await choose('Suspend');
  const question = page.getByRole('dialog', { name: `Suspend ${tenant.name}?` });
  await question.getByRole('button', { name: 'Suspend' }).click();
  await expect(question).toBeHidden();
  // Who watches sees it without doing anything.
  await expect(card.getByText('Only the operator can resume it.')).toBeVisible();
  await expectAccessible(page);

  await choose('Resume');
  await expect(card.getByText('+971503333333')).toBeVisible();
  await agent.context().close();

  await choose('Delete tenant');
  const last = page.getByRole('dialog', { name: `Delete ${tenant.name}?` });
  const confirm = last.getByRole('button', { name: 'Delete tenant' });
  await expect(confirm).toBeDisabled();
  await last.getByRole('textbox').fill('old town lettings');
  await expect(confirm).toBeDisabled();
  await last.getByRole('textbox').fill(tenant.name);
  await expectAccessible(page);
  await confirm.click();
  // The page waits until it is gone, and then there is nothing to stay for.
  await expect(page).toHaveURL('/tenants');
  stack.forget(tenant.id);
  await page.getByRole('searchbox').fill(tenant.name);
  await expect(page.getByText('Nothing found')).toBeVisible();
});

test('what came for a suspended tenant waits, and is deleted or delivered by hand', async ({
  page,
  stack,
}) => {
  const tenant = await stack.tenant('Jumeirah Homes');
  await stack.api('POST', `/api/tenants/${tenant.id}/whatsapp/connect`);
  await stack.scan(tenant.session, '971504444444');
  const write = await stack.customer(tenant.session, '971505555555');
  await stack.api('PATCH', `/api/tenants/${tenant.id}`, { enabled: false });
  await expect.poll(() => write('Is it still for sale?')).toBe(404);
  expect(await write('Hello?')).toBe(404);

  await signIn(page, OPERATOR);
  await page.getByRole('link', { name: 'Undelivered', exact: true }).click();
  const waiting = page.getByRole('row').filter({ hasText: tenant.session });
  // Two, and what was written while the door was still being told.
  await expect(waiting.nth(1)).toBeVisible();
  const written = await waiting.count();
  await expect(waiting.first()).toContainText('The tenant is suspended');
  await expectAccessible(page);

  // While it is suspended nothing can be done for them.
  await waiting
    .first()
    .getByRole('button', { name: /^Actions/ })
    .click();
  await page.getByRole('menuitem', { name: 'Deliver again' }).click();
  const again = page.getByRole('dialog', { name: 'Deliver this event again' });
  await again.getByRole('button', { name: 'Deliver again' }).click();
  await expect(again.getByRole('alert')).toContainText('resume it first');
  await again.getByRole('button', { name: 'Cancel' }).click();

  await waiting
    .first()
    .getByRole('button', { name: /^Actions/ })
    .click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  const question = page.getByRole('dialog', { name: 'Delete this event?' });
  await question.getByRole('button', { name: 'Delete' }).click();
  await expect(waiting).toHaveCount(written - 1);

  await stack.api('PATCH', `/api/tenants/${tenant.id}`, { enabled: true });
  await page.getByRole('button', { name: 'Deliver all again' }).click();
  const everything = page.getByRole('dialog', { name: 'Deliver all again?' });
  await everything.getByRole('button', { name: 'Deliver all again' }).click();
  await expect(waiting).toHaveCount(0);

  await page.getByRole('tab', { name: 'Not processed' }).click();
  await expect(page.getByText('Nothing has failed')).toBeVisible();
  await expectAccessible(page);
});

test('what could not be processed is looked at, and delivered again', async ({ page, stack }) => {
  const tenant = await stack.linked('Creek Harbour');
  const send = await stack.customer(tenant.session, '971506666666');
  // Without an id it can never be stored.
  expect(await send('Hello', { id: undefined })).toBe(202);
  await signIn(page, OPERATOR, '/undelivered/dead-letters');
  const letter = page.getByRole('row').filter({ hasText: tenant.session });
  await expect(async () => {
    await page.reload();
    await expect(letter).toHaveCount(1, { timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
  await expectAccessible(page);
  const redriven = page.waitForResponse((answer) => answer.url().endsWith('/redrive'));
  await letter.getByRole('button', { name: /^Actions/ }).click();
  await page.getByRole('menuitem', { name: 'Deliver again' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Deliver again' }).click();
  expect((await redriven).status()).toBe(204);
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('what was done is in the audit log, the newest first', async ({ page, stack }) => {
  const tenant = await stack.tenant('Harbour Estates');
  await stack.api('PATCH', `/api/tenants/${tenant.id}`, { name: 'Harbour Living' });
  await signIn(page, OPERATOR);
  await page.getByRole('link', { name: 'Audit log', exact: true }).click();
  const rows = page
    .getByRole('row')
    .filter({ has: page.getByRole('link', { name: `${tenant.id}`, exact: true }) });
  await expect(rows.nth(0)).toContainText('Tenant renamed');
  await expect(rows.nth(1)).toContainText('Person added');
  await expect(rows.nth(2)).toContainText('Tenant added');
  await expectAccessible(page);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('the pages of operators keep nobody out', async ({ page }) => {
      await signIn(page, OPERATOR);
      for (const name of [
        'Overview',
        'Tenants',
        'Sessions',
        'Servers',
        'Usage',
        'Trace',
        'Access',
      ]) {
        await page.getByRole('link', { name, exact: true }).click();
        await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
        await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
        await expectAccessible(page);
      }
      await page.getByRole('link', { name: 'Servers', exact: true }).click();
      await page.getByRole('button', { name: 'Add server' }).click();
      const form = page.getByRole('dialog', { name: 'New server' });
      await form.getByRole('button', { name: 'Test and add' }).click();
      await expect(form.getByText('Enter the key.')).toBeVisible();
      await expectAccessible(page);
    });
  });
}
