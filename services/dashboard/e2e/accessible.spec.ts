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
