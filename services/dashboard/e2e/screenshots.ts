import { join } from 'node:path';

import { expect, test, type Page } from '@playwright/test';

import { expectAccessible } from './axe';
import { serveBuilt } from './built';
import { sample, type USERS } from './sample';

const ROOT = join(import.meta.dirname, '..');
interface Shot {
  name: string;
  user: keyof typeof USERS | null;
  path: string;
  story?: string;
  /** What is done before the picture is taken, by what is the same in each language. */
  then?: (page: Page) => Promise<unknown>;
}

const main = (page: Page) => page.getByRole('main');

const SHOTS: Shot[] = [
  { name: 'sign-in', user: null, path: '/sign-in' },
  ...['none', 'scan', 'connected', 'deaf', 'gave_up', 'reconnecting', 'suspended'].map((story) => ({
    name: `whatsapp-${story}`,
    user: 'agent' as const,
    path: '/settings/whatsapp',
    story,
  })),
  {
    name: 'whatsapp-pairing',
    user: 'agent',
    path: '/settings/whatsapp',
    story: 'scan',
    then: (page) => main(page).getByRole('button').first().click(),
  },
  {
    name: 'whatsapp-pairing-code',
    user: 'agent',
    path: '/settings/whatsapp',
    story: 'scan',
    then: async (page) => {
      await main(page).getByRole('button').first().click();
      await main(page).getByRole('textbox').fill('+971501234567');
      await main(page).getByRole('textbox').press('Enter');
      await expect(page.getByText('ABCD-EFGH')).toBeVisible();
    },
  },
  { name: 'conversations', user: 'agent', path: '/conversations' },
  { name: 'chat', user: 'agent', path: '/conversations/60' },
  {
    name: 'chat-known',
    user: 'agent',
    path: '/conversations/60?message=3',
    then: (page) => expect(page.locator('[data-found]')).toBeInViewport(),
  },
  {
    name: 'chat-thinking',
    user: 'agent',
    path: '/conversations/60',
    then: async (page) => {
      const thoughts = page.locator('.chat-thinks');
      if (await thoughts.isVisible()) {
        await thoughts.click();
        await expect(page.getByRole('dialog')).toBeVisible();
      }
    },
  },
  {
    name: 'chat-quick-replies',
    user: 'agent',
    path: '/conversations/60',
    then: async (page) => {
      await main(page).locator('textarea:not([aria-hidden])').fill('/');
      await expect(page.getByRole('option').first()).toBeVisible();
    },
  },
  {
    name: 'chat-picture',
    user: 'agent',
    path: '/conversations/60?message=7',
    then: async (page) => {
      await page.locator('.chat-picture').click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  { name: 'team', user: 'owner', path: '/settings/team' },
  { name: 'account', user: 'owner', path: '/account' },
  { name: 'tenants', user: 'operator', path: '/tenants' },
  { name: 'tenant', user: 'operator', path: '/tenants/5', story: 'connected' },
  {
    name: 'tenant-delete',
    user: 'operator',
    path: '/tenants/5',
    story: 'connected',
    then: async (page) => {
      await main(page).locator('button[aria-haspopup="menu"]').first().click();
      await page.getByRole('menuitem').last().click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  { name: 'tenant-people', user: 'operator', path: '/tenants/5/people' },
  { name: 'tenant-tokens', user: 'operator', path: '/tenants/5/tokens' },
  { name: 'sessions', user: 'operator', path: '/sessions?state=connected' },
  { name: 'nodes', user: 'operator', path: '/nodes' },
  {
    name: 'node-add',
    user: 'operator',
    path: '/nodes',
    then: async (page) => {
      await main(page).getByRole('button').first().click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'node-drain',
    user: 'operator',
    path: '/nodes',
    then: async (page) => {
      await main(page).locator('button[aria-haspopup="menu"]').first().click();
      await page.getByRole('menuitem').nth(2).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  { name: 'unrouted', user: 'operator', path: '/undelivered/unrouted' },
  { name: 'dead-letters', user: 'operator', path: '/undelivered/dead-letters' },
  { name: 'audit', user: 'operator', path: '/audit' },
  { name: 'access', user: 'operator', path: '/access' },
];

/** The built files and the sample, in place of the service. */
async function serve(page: Page, shot: Shot) {
  await page.route('**/*', async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname.endsWith('/events')) {
      return; // a stream that stays silent
    }
    if (pathname.endsWith('/whatsapp/qr') || pathname.endsWith('/media')) {
      await route.fulfill({ path: join(ROOT, 'public/icon.svg'), contentType: 'image/svg+xml' });
    } else if (pathname.endsWith('/pairing-code')) {
      await route.fulfill({ json: { code: 'ABCD-EFGH', phone: '971501234567' } });
    } else if (pathname.startsWith('/api/') && route.request().method() !== 'GET') {
      await route.fulfill({ status: 204 });
    } else if (pathname.startsWith('/api/')) {
      const json = sample(pathname, shot.user, shot.story ?? 'connected');
      await (json ? route.fulfill({ json }) : route.fulfill({ status: 401, json: {} }));
    } else {
      await serveBuilt(route);
    }
  });
}

for (const [width, viewport] of [
  ['desktop', { width: 1280, height: 800 }],
  ['phone', { width: 390, height: 844 }],
] as const) {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const language of ['en', 'fa', 'ar', 'ru']) {
      test.describe(`${language} ${colorScheme} ${width}`, () => {
        test.use({ viewport, colorScheme, timezoneId: 'Asia/Dubai' });
        for (const shot of SHOTS) {
          test(shot.name, async ({ page }) => {
            await page.emulateMedia({ reducedMotion: 'reduce' });
            await serve(page, shot);
            await page.addInitScript((chosen) => {
              window.localStorage.setItem('peyk.language', chosen);
            }, language);
            await page.goto(shot.path);
            await expect(page.locator('h1')).toBeVisible();
            await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
            await shot.then?.(page);
            await page.evaluate(() => document.fonts.ready);
            // Nothing is wider than the screen.
            const overflow = await page.evaluate(
              () => document.documentElement.scrollWidth - window.innerWidth,
            );
            await page.screenshot({
              path: join(
                ROOT,
                'screenshots',
                `${shot.name}.${width}.${colorScheme}.${language}.png`,
              ),
              fullPage: true,
            });
            expect(overflow, 'as wide as the screen').toBeLessThanOrEqual(0);
            await expectAccessible(page);
          });
        }
      });
    }
  }
}
