import { expect, signIn, test } from './stack';

const PAGES = [
  { name: 'فارسی', lang: 'fa', dir: 'rtl', connect: 'اتصال به واتساپ' },
  { name: 'العربية', lang: 'ar', dir: 'rtl', connect: 'ربط واتساب' },
  { name: 'Русский', lang: 'ru', dir: 'ltr', connect: 'Подключить WhatsApp' },
  { name: 'English', lang: 'en', dir: 'ltr', connect: 'Connect WhatsApp' },
];

test('the page speaks four languages, and turns round for two', async ({ page, stack }) => {
  const tenant = await stack.tenant('Palm Homes');
  await signIn(page, tenant.agent, '/settings/whatsapp');
  let menu = 'Language';
  for (const { name, lang, dir, connect } of PAGES) {
    await page.getByRole('button', { name: menu, exact: true }).click();
    await page.getByRole('menuitem', { name }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', lang);
    await expect(page.locator('html')).toHaveAttribute('dir', dir);
    await expect(page.getByRole('button', { name: connect })).toBeVisible();
    menu = { fa: 'زبان', ar: 'اللغة', ru: 'Язык', en: 'Language' }[lang]!;
    // The navigation is at the side where reading begins.
    const navigation = await page.getByRole('navigation').boundingBox();
    const width = page.viewportSize()!.width;
    expect(navigation!.x < width / 2).toBe(dir === 'ltr');
  }
});

test('a language that was chosen is kept', async ({ page, stack }) => {
  const tenant = await stack.tenant('Palm Homes');
  await signIn(page, tenant.agent, '/settings/whatsapp');
  await page.getByRole('button', { name: 'Language' }).click();
  await page.getByRole('menuitem', { name: 'فارسی' }).click();
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'fa');
});

test('a browser that prefers Arabic gets Arabic', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'ar-AE' });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(page.getByLabel('كلمة المرور', { exact: true })).toBeVisible();
  await context.close();
});
