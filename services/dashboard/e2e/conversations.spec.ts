import { expectAccessible } from './axe';
import { expect, signIn, test } from './stack';

const CUSTOMER = '971551234567';
/** As the simulated phone calls itself. */
const NAME = /^Customer 4567/;

test('a customer writes, and it appears without a reload, as does the answer', async ({
  page,
  stack,
}) => {
  const tenant = await stack.linked('Palm Homes');
  await signIn(page, tenant.agent, '/conversations');
  await expect(page.getByText('No conversations yet')).toBeVisible();

  const phone = stack.phone(tenant.session, CUSTOMER);
  const hello = await phone.write('Hello, I want to rent in Dubai Marina');
  const row = page.getByRole('link', { name: NAME });
  await row.click();
  const log = page.getByRole('log');
  await expect(log.getByText('Hello, I want to rent in Dubai Marina')).toBeVisible();
  await expect(log.getByText(/Palm Homes/)).toBeVisible();
  await expect.poll(async () => (await phone.read()).join()).toContain('Palm Homes');
  await expectAccessible(page);

  // What the bot has understood stands beside it, and leads to where it was said.
  await expect(page.getByText('Dubai Marina', { exact: true })).toBeVisible();

  // The customer reads the answer, changes words, reacts, and deletes.
  await phone.open();
  await expect(log.getByLabel('Read').or(log.getByTitle('Read')).first()).toBeAttached();
  const second = await phone.write('2 bedrums');
  await expect(log.getByText('2 bedrums')).toBeVisible();
  await phone.edit(second, '2 bedrooms');
  await expect(log.getByText('2 bedrooms')).toBeVisible();
  await expect(log.getByText('2 bedrums')).toHaveCount(0);
  await phone.react(hello, '👍');
  await expect(log.getByText('👍')).toBeVisible();
  await phone.revoke(second);
  await expect(log.getByText('This message was deleted')).toBeVisible();
});

test('who takes over silences the bot, writes, and gives the chat back', async ({
  page,
  stack,
}) => {
  const tenant = await stack.linked('Marina Estates');
  const phone = stack.phone(tenant.session, CUSTOMER);
  await phone.write('Hello');
  await expect.poll(async () => (await phone.read()).length).toBeGreaterThan(0);
  await signIn(page, tenant.agent, '/conversations');
  await page.getByRole('link', { name: NAME }).click();
  await page.getByRole('button', { name: 'Take over', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Give back' })).toBeVisible();

  const before = (await phone.read()).length;
  await phone.write('Is the flat still free?');
  await expect(page.getByRole('log').getByText('Is the flat still free?')).toBeVisible();
  const field = page.getByRole('textbox', { name: 'Message', exact: true });
  await field.fill('Yes. I am Sara, shall I show it to you?');
  await field.press('Enter');
  await expect
    .poll(async () => (await phone.read()).slice(before))
    .toEqual(['Yes. I am Sara, shall I show it to you?']);
  await expect(
    page.getByRole('log').getByText('Yes. I am Sara, shall I show it to you?'),
  ).toHaveCount(1);

  // The page shows it at once; the bot answers what is written after it is so.
  const given = page.waitForResponse((answer) => answer.url().endsWith('/resume'));
  await page.getByRole('button', { name: 'Give back' }).click();
  await expect(page.getByRole('button', { name: 'Take over', exact: true })).toBeVisible();
  await given;
  await phone.write('I want to buy a villa');
  await expect.poll(async () => (await phone.read()).length).toBeGreaterThan(before + 1);
});

test('two agents of two tenants see their own customers alone', async ({ browser, stack }) => {
  const tenants = await Promise.all([stack.linked('Agency A'), stack.linked('Agency B')]);
  const secrets = ['I am a customer of agency A', 'I am a customer of agency B'];
  await Promise.all(
    tenants.map((tenant, index) => stack.phone(tenant.session, CUSTOMER).write(secrets[index]!)),
  );
  const chats = [];
  for (const [index, tenant] of tenants.entries()) {
    const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    await signIn(page, tenant.agent, '/conversations');
    await page.getByRole('link', { name: NAME }).click();
    await expect(page.getByRole('log').getByText(secrets[index]!)).toBeVisible();
    await expect(page.getByText(secrets[1 - index]!)).toHaveCount(0);
    chats.push({ page, id: new URL(page.url()).pathname.split('/')[2]! });
  }
  const [first, second] = chats;
  const path = `/api/tenants/${tenants[1]!.id}/conversations/${second!.id}/messages`;
  expect((await first!.page.request.get(path)).status()).toBe(404);
  const mine = `/api/tenants/${tenants[0]!.id}/conversations/${second!.id}/messages`;
  expect((await first!.page.request.get(mine)).status()).toBe(404);
  await first!.page.goto(`/conversations/${second!.id}`);
  await expect(first!.page.getByText(secrets[1]!)).toHaveCount(0);
  await Promise.all(chats.map(({ page }) => page.context().close()));
});
