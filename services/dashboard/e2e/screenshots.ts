import { join } from 'node:path';

import { expect, test, type Page } from '@playwright/test';

import { expectAccessible } from './axe';
import { serveBuilt } from './built';
import { drawn } from './drawn';
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

const openChatMenu = async (page: Page) => {
  await page.locator('.chat-who button[aria-haspopup="menu"]').click();
  await expect(page.getByRole('menuitem').last()).toBeVisible();
};

const SHOTS: Shot[] = [
  { name: 'sign-in', user: null, path: '/sign-in' },
  { name: 'home', user: 'agent', path: '/' },
  { name: 'home-quarter', user: 'owner', path: '/?days=90' },
  { name: 'home-broken', user: 'agent', path: '/', story: 'gave_up' },
  { name: 'home-first', user: 'owner', path: '/', story: 'none' },
  { name: 'leads', user: 'agent', path: '/leads' },
  { name: 'leads-board', user: 'owner', path: '/leads?view=board' },
  { name: 'lead', user: 'owner', path: '/leads/9' },
  {
    name: 'lead-correct',
    user: 'agent',
    path: '/leads/9',
    then: (page) => main(page).locator('[data-slot="budget"] button').click(),
  },
  { name: 'bot-settings', user: 'owner', path: '/settings/bot' },
  { name: 'crm', user: 'owner', path: '/settings/crm' },
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
  { name: 'bot-templates', user: 'owner', path: '/bot?new=1' },
  { name: 'bot-texts', user: 'owner', path: '/bot/rent' },
  { name: 'bot-beside', user: 'owner', path: '/bot/rent?lang=en&beside=fa' },
  {
    name: 'bot-try',
    user: 'owner',
    path: '/bot/rent',
    then: async (page) => {
      const sheet = page.locator('.bot-sheets button').first();
      if (await sheet.isVisible()) {
        await sheet.click();
      }
      await page.locator('.bot-console form input').fill('Hello');
      await page.locator('.bot-console form input').press('Enter');
      await expect(page.locator('.bot-thoughts')).toBeVisible();
    },
  },
  { name: 'bot-steps', user: 'owner', path: '/bot/rent/steps' },
  { name: 'bot-step', user: 'owner', path: '/bot/rent/steps?at=step-bedrooms' },
  { name: 'bot-menu', user: 'owner', path: '/bot/rent/steps?at=step-timeline' },
  ...['opening', 'handoff', 'followups', 'hours', 'score'].map((at) => ({
    name: `bot-${at}`,
    user: 'owner' as const,
    path: `/bot/rent/steps?at=${at}`,
  })),
  { name: 'bot-versions', user: 'owner', path: '/bot/rent/versions' },
  {
    name: 'bot-replay',
    user: 'owner',
    path: '/bot/rent/replay',
    then: async (page) => {
      await page.getByRole('tabpanel').getByRole('button').first().click();
      await page.locator('.bot-line').first().click();
      await expect(page.locator('.bot-turns').first()).toBeVisible();
    },
  },
  { name: 'bot-agent', user: 'agent', path: '/bot/rent' },
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
  { name: 'privacy', user: 'owner', path: '/settings/privacy' },
  {
    name: 'privacy-shorter',
    user: 'owner',
    path: '/settings/privacy',
    then: async (page) => {
      await main(page).getByRole('textbox').first().fill('30');
      await main(page).getByRole('textbox').first().press('Enter');
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  { name: 'chat-menu', user: 'owner', path: '/conversations/60', then: openChatMenu },
  {
    name: 'chat-erase',
    user: 'owner',
    path: '/conversations/60',
    then: async (page) => {
      await openChatMenu(page);
      await page.getByRole('menuitem').last().click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  {
    name: 'lead-export',
    user: 'owner',
    path: '/leads/9',
    then: async (page) => {
      await main(page).locator('button[aria-haspopup="menu"]').first().click();
      await page.getByRole('menuitem').first().click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  { name: 'account', user: 'owner', path: '/account' },
  {
    name: 'fleet',
    user: 'operator',
    path: '/fleet',
    // A rate is known from the second look on.
    then: (page) =>
      expect(page.locator('.fleet-spark polyline').first()).toBeVisible({ timeout: 15_000 }),
  },
  { name: 'usage', user: 'operator', path: '/usage' },
  { name: 'trace', user: 'operator', path: '/trace?tenant_id=5&message_id=71' },
  { name: 'trace-empty', user: 'operator', path: '/trace' },
  {
    name: 'visit',
    user: 'operator',
    path: '/visit/5?to=/conversations/60',
    then: (page) => expect(page).toHaveURL('/conversations/60'),
  },
  {
    name: 'keys',
    user: 'operator',
    path: '/tenants',
    then: async (page) => {
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
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
  { name: 'tenant-privacy', user: 'operator', path: '/tenants/5/privacy' },
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
  {
    name: 'dead-letter',
    user: 'operator',
    path: '/undelivered/dead-letters',
    then: async (page) => {
      await main(page).getByRole('cell').first().getByRole('button').click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  { name: 'audit', user: 'operator', path: '/audit' },
  { name: 'access', user: 'operator', path: '/access' },
];

/** The built files and the sample, in place of the service. */
async function serve(page: Page, shot: Shot) {
  await page.route('**/*', async (route) => {
    const { pathname, searchParams } = new URL(route.request().url());
    if (pathname.endsWith('/events')) {
      return; // a stream that stays silent
    }
    if (pathname.endsWith('/whatsapp/qr') || pathname.endsWith('/media')) {
      await route.fulfill({ path: join(ROOT, 'public/icon.svg'), contentType: 'image/svg+xml' });
    } else if (pathname.endsWith('/pairing-code')) {
      await route.fulfill({ json: { code: 'ABCD-EFGH', phone: '971501234567' } });
    } else if (
      pathname.startsWith('/api/') &&
      route.request().method() !== 'GET' &&
      // Nothing is changed by a play.
      !/\/(try|replay)$/.test(pathname)
    ) {
      await route.fulfill({ status: 204 });
    } else if (pathname.startsWith('/api/')) {
      const json = sample(pathname, shot.user, shot.story ?? 'connected', searchParams);
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
            await drawn(page);
            await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
            await shot.then?.(page);
            await drawn(page);
            // What is drawn beside the bot's forms is a file of its own.
            await expect(page.locator('.bot-side .mantine-Loader-root')).toHaveCount(0);
            await expect(page.locator('.bot-picture[aria-busy="true"]')).toHaveCount(0);
            await drawn(page);
            await page.evaluate(() => document.fonts.ready);
            // A picture of a whole page that is scrolled has its header twice.
            await page.evaluate(() => window.scrollTo(0, 0));
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
