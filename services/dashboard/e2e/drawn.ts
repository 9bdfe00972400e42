import type { Page } from '@playwright/test';

/** Waits until a page is drawn: it comes in steps, and the browser has nothing to do once the last is done. */
export const drawn = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    let hasChanged = true;
    const observer = new MutationObserver(() => {
      hasChanged = true;
    });
    observer.observe(document.body, { childList: true, subtree: true });
    while (hasChanged) {
      hasChanged = false;
      await new Promise((idle) => requestIdleCallback(idle));
      await new Promise((idle) => requestIdleCallback(idle));
    }
    observer.disconnect();
  });
