import { expectAccessible } from './axe';
import { expect, signIn, test } from './stack';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('the pages of a tenant keep nobody out', async ({ page, stack }) => {
      const tenant = await stack.tenant('Palm Homes', 'owner');
      await page.goto('/sign-in');
      await expect(page.getByLabel('E-mail')).toBeVisible();
      await expectAccessible(page);

      await signIn(page, tenant.agent);
      const first = page.getByRole('link', { name: 'Connect WhatsApp' });
      await expect(first).toBeVisible();
      await expectAccessible(page);

      await first.click();
      const connect = page.getByRole('button', { name: 'Connect WhatsApp' });
      await expect(connect).toBeVisible();
      await expectAccessible(page);

      await connect.click();
      await expect(page.getByAltText('QR code for linking WhatsApp')).toBeVisible();
      await expectAccessible(page);

      await page.getByRole('button', { name: 'Link with phone number instead' }).click();
      await page.getByRole('button', { name: 'Get the code' }).click();
      await expect(page.getByText('Enter the number.')).toBeVisible();
      await expectAccessible(page);
    });
  });
}

test('the rooms of a tenant that has customers keep nobody out', async ({ page, stack }) => {
  // Many pages, and axe takes its time on each.
  test.setTimeout(180_000);
  const tenant = await stack.linked('Palm Homes', 'owner');
  const phone = stack.phone(tenant.session, '971551112222');
  await phone.write('Hello, I want to buy a 2 bedroom apartment in Dubai Marina for 2 million');
  await expect.poll(async () => (await phone.read()).length).toBeGreaterThan(0);
  await signIn(page, tenant.agent);
  for (const path of [
    '/',
    '/conversations',
    '/leads',
    '/leads?view=board',
    '/bot',
    '/settings/bot',
    '/settings/crm',
    '/settings/team',
    '/settings/privacy',
    '/account',
  ]) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    await expectAccessible(page);
  }
  await page.goto('/leads');
  await page.getByRole('link', { name: /971551112222|Customer 2222/ }).click();
  await expect(page).toHaveURL(/\/leads\/\d+/);
  await expect(page.getByText('Dubai Marina', { exact: true })).toBeVisible();
  await expectAccessible(page);
});

test('everything can be reached with the keyboard', async ({ page, stack }) => {
  const tenant = await stack.tenant('Palm Homes');
  await signIn(page, tenant.agent, '/settings/whatsapp');
  await expect(page.getByRole('button', { name: 'Connect WhatsApp' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Connect WhatsApp' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Connect WhatsApp' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByAltText('QR code for linking WhatsApp')).toBeVisible();
});
