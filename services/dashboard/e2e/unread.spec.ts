import { expect, test, type Page } from '@playwright/test';

import { serveCrowd } from './crowded';
import { MESSAGES } from './sample-crowd';

const view = (page: Page) => page.locator('.chat-view');
const newest = (page: Page) => page.locator('.chat-row').last();

/** How far below the top of the chat something stands, as a part of its height. */
const depth = (page: Page, what: string) =>
  view(page).evaluate((box, selector) => {
    const { top, height } = box.getBoundingClientRect();
    const row = box.querySelector(selector)?.getBoundingClientRect();
    return row ? (row.top - top) / height : null;
  }, what);

test('who has read all begins with the newest message', async ({ page }) => {
  const changes = await serveCrowd(page);
  await page.goto('/conversations/100');
  await expect(newest(page)).toBeInViewport({ ratio: 1 });
  // What was drawn above it has moved nothing.
  await expect(page.locator('.chat-row')).not.toHaveCount(10);
  await expect(newest(page)).toBeInViewport({ ratio: 1 });
  expect(changes).toEqual([]);
});

test('who has not begins with what is new, and has read it once it was on the screen', async ({
  page,
}) => {
  const changes = await serveCrowd(page, 20);
  await page.goto('/conversations/100');
  const mark = page.locator('.chat-unread');
  await expect(mark).toBeInViewport();
  await expect(newest(page)).not.toBeInViewport();
  await expect.poll(() => depth(page, '.chat-unread')).toBeLessThan(0.3);
  await expect(page.getByRole('button', { name: /newest/i })).toBeVisible();
  expect(changes).toEqual([]);

  await view(page).evaluate((box) => box.scrollTo(0, box.scrollHeight));
  await expect(newest(page)).toBeInViewport();
  await expect.poll(() => changes).toEqual([`PUT /conversations/100/read {"up_to":${MESSAGES}}`]);
});
