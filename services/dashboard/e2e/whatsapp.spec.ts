import { expectAccessible } from './axe';
import { expect, signIn, test } from './stack';

test('an agent connects, scans, is connected and disconnects', async ({ page, stack }) => {
  const tenant = await stack.tenant('Palm Homes');
  await signIn(page, tenant.agent);
  // Who begins is led there by the first of three steps.
  await page.getByRole('link', { name: 'Connect WhatsApp' }).click();
  await expect(page).toHaveURL('/settings/whatsapp');
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();

  const code = page.getByAltText('QR code for linking WhatsApp');
  await expect(code).toBeVisible();
  await expect(code).toHaveJSProperty('complete', true);
  expect(await code.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100);

  await stack.scan(tenant.session, '971501234567');
  const card = page.getByRole('region', { name: 'WhatsApp Integration' });
  await expect(card.getByText('Connected', { exact: true })).toBeVisible();
  await expect(card.getByText('+971501234567')).toBeVisible();
  await expect(code).toBeHidden();

  // A page that is opened now says the same.
  await page.reload();
  await expect(card.getByText('+971501234567')).toBeVisible();

  await card.getByRole('button', { name: 'Disconnect' }).click();
  const question = page.getByRole('dialog', { name: 'Disconnect WhatsApp?' });
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(card.getByText('+971501234567')).toBeVisible();

  await card.getByRole('button', { name: 'Disconnect' }).click();
  await question.getByRole('button', { name: 'Disconnect' }).click();
  await expect(page.getByRole('button', { name: 'Connect WhatsApp' })).toBeVisible();

  const history = page.getByRole('region', { name: 'History' });
  await expect(history.getByText('Connecting was requested', { exact: true })).toBeVisible();
  await expect(history.getByText('Disconnecting was requested')).toBeVisible();
});

test('a code that is replaced is replaced on the page, which is told', async ({ page, stack }) => {
  const tenant = await stack.tenant('Marina Estates');
  await signIn(page, tenant.agent, '/settings/whatsapp');
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  const code = page.getByAltText('QR code for linking WhatsApp');
  await expect(code).toBeVisible();
  const first = await code.getAttribute('src');
  await stack.renewCode(tenant.session);
  // While the stream is open, the page asks by itself every 30 seconds only.
  await expect(code).not.toHaveAttribute('src', first!);
  await expect(code).toBeVisible();
});

test('without the stream the page says so, and looks by itself', async ({ page, stack }) => {
  const tenant = await stack.tenant('Marina Estates');
  await page.route('**/events', (route) => route.abort());
  await signIn(page, tenant.agent, '/settings/whatsapp');
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  const code = page.getByAltText('QR code for linking WhatsApp');
  await expect(code).toBeVisible();
  await expect(page.getByText('Live updates are interrupted.')).toBeVisible();
  const first = await code.getAttribute('src');
  await expect(code).not.toHaveAttribute('src', first!);
  await stack.scan(tenant.session, '971507777777');
  await expect(page.getByText('+971507777777')).toBeVisible();
});

test('a phone is linked by a code that is typed', async ({ page, stack }) => {
  const tenant = await stack.tenant('Creek Realty');
  await signIn(page, tenant.agent, '/settings/whatsapp');
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  await page.getByRole('button', { name: 'Link with phone number instead' }).click();
  await page.getByRole('textbox').fill('+971 50 888 8888');
  await page.getByRole('button', { name: 'Get the code' }).click();
  const code = page.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  await expect(code).toBeVisible();
  await expectAccessible(page);
  await stack.scan(tenant.session, '971508888888', (await code.textContent())!);
  await expect(page.getByText('+971508888888')).toBeVisible();
});

test('two agents at once, and each sees their own number alone', async ({ browser, stack }) => {
  const tenants = await Promise.all([stack.tenant('Agency A'), stack.tenant('Agency B')]);
  const numbers = ['971501111111', '971502222222'];
  const people = await Promise.all(
    tenants.map(async (tenant) => {
      const page = await (await browser.newContext()).newPage();
      await signIn(page, tenant.agent, '/settings/whatsapp');
      await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
      await expect(page.getByAltText('QR code for linking WhatsApp')).toBeVisible();
      return page;
    }),
  );
  await Promise.all(tenants.map((tenant, index) => stack.scan(tenant.session, numbers[index]!)));
  for (const [index, page] of people.entries()) {
    await expect(page.getByText(`+${numbers[index]}`)).toBeVisible();
    await expect(page.getByText(`+${numbers[1 - index]}`)).toBeHidden();
  }
  // Neither a page nor a request of the one shows anything of the other.
  const [first] = people;
  const answer = await first!.request.get(`/api/tenants/${tenants[1]!.id}/whatsapp/status`);
  expect(answer.status()).toBe(404);
  await first!.goto(`/tenants/${tenants[1]!.id}`);
  await expect(first!).toHaveURL('/');
  await Promise.all(people.map((page) => page.context().close()));
});
