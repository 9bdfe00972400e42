import { expect, test, type Page } from '@playwright/test';

import { serveCrowd } from './crowded';
import { CHATS, MESSAGES } from './sample-crowd';

/** By so much more than without scrolling may the slowest of twenty frames take: two frames of a screen of 60 a second. */
const SMOOTH = 34;
/** A quick hand: 6,000 pixels a second. */
const HAND = 100;
/** Nobody is so quick; it is to come to the end. */
const RUSH = 500;

interface Figures {
  frames: number;
  seconds: number;
  p50: number;
  p95: number;
  longest_frame: number;
  longest_task: number;
  tasks_over_50: number;
  /** By how many pixels what is read moved otherwise than it was scrolled. */
  largest_jump: number;
  most_nodes: number;
}

/**
 * Scrolls a list by so many pixels a frame, so many frames or until its end was there for a while, and measures. Its
 * rows are what `rows` selects; the one in the middle is followed.
 */
function scroll(
  page: Page,
  list: string,
  rows: string,
  step: number,
  most = Infinity,
): Promise<Figures> {
  return page.evaluate(
    async ({ list, rows, step, most }) => {
      const box = document.querySelector<HTMLElement>(list)!;
      const tasks: number[] = [];
      const observer = new PerformanceObserver((found) =>
        found.getEntries().forEach(({ duration }) => tasks.push(duration)),
      );
      observer.observe({ type: 'longtask' });
      const inSight = () => {
        const { top, height } = box.getBoundingClientRect();
        const middle = top + height / 2;
        return [...box.querySelectorAll<HTMLElement>(rows)].find(
          (row) => row.getBoundingClientRect().bottom > middle,
        );
      };
      const frame = () => new Promise<number>((done) => requestAnimationFrame(done));
      const frames: number[] = [];
      let [jump, nodes, idle] = [0, 0, 0];
      const begun = await frame();
      let last = begun;
      while (idle < 60 && frames.length < most) {
        const row = inSight();
        const before = row?.getBoundingClientRect().top ?? 0;
        const from = box.scrollTop;
        box.scrollTop += step;
        const moved = box.scrollTop - from;
        idle = step !== 0 && Math.abs(moved) < 1 ? idle + 1 : 0;
        const now = await frame();
        frames.push(now - last);
        last = now;
        if (row?.isConnected) {
          jump = Math.max(jump, Math.abs(row.getBoundingClientRect().top - (before - moved)));
        }
        if (frames.length % 20 === 0) {
          nodes = Math.max(nodes, box.querySelectorAll('*').length);
        }
      }
      observer.disconnect();
      const sorted = frames.toSorted((one, other) => one - other);
      const at = (part: number) => Math.round(sorted[Math.floor(sorted.length * part)] ?? 0);
      return {
        frames: frames.length,
        seconds: Math.round((last - begun) / 1000),
        p50: at(0.5),
        p95: at(0.95),
        longest_frame: Math.round(sorted.at(-1) ?? 0),
        longest_task: Math.round(Math.max(0, ...tasks)),
        tasks_over_50: tasks.length,
        largest_jump: Math.round(jump),
        most_nodes: nodes,
      };
    },
    { list, rows, step, most: Math.min(most, 1e9) },
  );
}

function print(what: string, figures: Figures) {
  console.log(`${what}: ${JSON.stringify(figures)}`);
  expect.soft(figures.largest_jump, `${what}: nothing jumps`).toBeLessThan(3);
  expect.soft(figures.most_nodes, `${what}: few are drawn`).toBeLessThan(3_000);
}

/** To the end of a list as it is read, and then through it with a quick hand. */
async function measure(page: Page, what: string, list: string, rows: string, onward: 1 | -1) {
  const still = await scroll(page, list, rows, 0, 120);
  console.log(`${what}, still: p50 ${still.p50}, p95 ${still.p95}`);
  print(`${what}, to the end`, await scroll(page, list, rows, onward * RUSH));
  for (const [way, step] of [
    ['back', -onward * HAND],
    ['on', onward * HAND],
  ] as const) {
    const figures = await scroll(page, list, rows, step, 400);
    print(`${what}, ${way} by hand`, figures);
    expect
      .soft(figures.p95 - still.p95, `${what}: p95 of a frame beyond that without scrolling, in ms`)
      .toBeLessThan(SMOOTH);
  }
}

for (const [screen, viewport] of [
  ['phone', { width: 390, height: 844 }],
  ['desktop', { width: 1440, height: 900 }],
] as const) {
  test.describe(screen, () => {
    test.use({ viewport });

    test(`${MESSAGES} messages`, async ({ page }) => {
      await serveCrowd(page);
      await page.goto('/conversations/100');
      await expect(page.locator('.chat-row').first()).toBeVisible();
      await page.waitForTimeout(1_000);
      await measure(page, `${screen}, messages`, '.chat-view', '.chat-row', -1);
    });

    test(`${CHATS} chats`, async ({ page }) => {
      await serveCrowd(page);
      await page.goto('/conversations');
      await expect(page.locator('.inbox-row').first()).toBeVisible();
      await page.waitForTimeout(1_000);
      await measure(page, `${screen}, chats`, '.inbox-rows', '.inbox-item', 1);
      await page.locator('.inbox-rows').evaluate((box) => box.scrollTo(0, box.scrollHeight));
      await expect(page.getByText(`Customer ${CHATS - 1}`)).toBeVisible();
    });
  });
}
