import { expectAccessible } from './axe';
import { expect, signIn, test } from './stack';

const GREETING = 'Welcome to Palm Homes! I am Noor, the digital assistant.';

test('a flow is changed, checked, tried and published, and the next customer meets it', async ({
  page,
  stack,
}) => {
  test.setTimeout(120_000);
  const tenant = await stack.linked('Palm Homes', 'owner');
  await signIn(page, tenant.agent, '/bot');
  await page
    .getByRole('article', { name: 'Rent' })
    .or(page.getByRole('group', { name: 'Rent' }))
    .getByRole('button', { name: 'Start with this' })
    .click();
  const greeting = page.getByRole('textbox', { name: /^Greeting/ }).first();
  await expect(greeting).toBeVisible();
  await expectAccessible(page);

  await test.step('what is wrong is said at its field, and is not published', async () => {
    await greeting.fill('');
    await expect(page.getByText('The text is empty.').first()).toBeVisible();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    const refusal = page.getByRole('dialog');
    await expect(refusal).toContainText('These have to be fixed first');
    await page.keyboard.press('Escape');
    await greeting.fill(GREETING);
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  });

  await test.step('the draft is tried, and its clock is wound forward', async () => {
    await page.getByRole('textbox', { name: 'Write as a customer' }).fill('Hello');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('log').getByText(/I am Noor/)).toBeVisible();
    const said = page.getByRole('log').getByRole('listitem');
    const before = await said.count();
    await page.getByRole('button', { name: 'Next event' }).click();
    await expect.poll(() => said.count()).toBeGreaterThan(before);
  });

  await test.step('it is published, and a customer meets it', async () => {
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click();
    await expect(page.getByText(/Published as version 1/)).toBeVisible();
    const phone = stack.phone(tenant.session, '971551111111');
    await phone.write('Hello');
    await expect.poll(async () => (await phone.read()).join()).toContain('I am Noor');
  });

  await test.step('past conversations are played by another draft, and differ', async () => {
    await greeting.fill('Good day. This is Palm Homes.');
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
    await page.getByRole('tab', { name: 'Replay' }).click();
    await page.getByRole('button', { name: 'Play them' }).click();
    await expect(page.getByText('Would have gone otherwise: 1 of 1')).toBeVisible();
    // The button has its colours back.
    await expect(page.locator('[data-loading]')).toHaveCount(0);
    await page.mouse.move(0, 0);
    await expect(() => expectAccessible(page)).toPass();
  });

  await test.step('the draft is published, and the first version brought back', async () => {
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click();
    await expect(page.getByText(/Published as version 2/)).toBeVisible();
    await page.getByRole('tab', { name: 'Versions' }).click();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Bring back' }).last().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Bring back' }).click();
    const phone = stack.phone(tenant.session, '971552222222');
    await expect(page.getByText(/Published as version 3/)).toBeVisible();
    await phone.write('Hello');
    await expect.poll(async () => (await phone.read()).join()).toContain('I am Noor');
  });
});
